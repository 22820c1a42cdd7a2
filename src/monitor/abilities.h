/* SPDX-License-Identifier: ISC */
/* What a session may do, decided once at its login. Monitor. */
#ifndef MONITOR_ABILITIES_H
#define MONITOR_ABILITIES_H

#include <stdint.h>

#include "base/attrs.h"
#include "conf/conf.h"

/* The enum ability bits of a session with the anon_ rules: anonymous ones, and
 * those of guests unless virtual_use_local_privs is on. */
uint64_t abilities_of_anonymous(const struct conf *conf) MUST_CHECK;

/* Those of a local user's. */
uint64_t abilities_of_local(const struct conf *conf) MUST_CHECK;

#endif
