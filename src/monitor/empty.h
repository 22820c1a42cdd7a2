/* SPDX-License-Identifier: ISC */
/* The directory with nothing in it that becomes the engine's "/". */
#ifndef MONITOR_EMPTY_H
#define MONITOR_EMPTY_H

#include "base/attrs.h"
#include "conf/conf.h"

/*
 * secure_chroot_dir; where that is vsftpd's default and does not exist, one of
 * our own, made when needed. A missing one that was written out is fatal().
 */
const char *empty_directory(const struct conf *conf) MUST_CHECK;

#endif
