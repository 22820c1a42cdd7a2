/* SPDX-License-Identifier: ISC */
/* What a configuration needs on this machine: needs.def. For src/conf. */
#ifndef CONF_NEEDS_H
#define CONF_NEEDS_H

#include "conf/conf.h"

/*
 * Reports accounts, files and folders that the configuration names and that are
 * not there. Looks them up with the rights of whoever asks.
 */
void needs_check(struct conf_load *load);

#endif
