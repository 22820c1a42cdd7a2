/* SPDX-License-Identifier: ISC */
/* What a session may do, decided once at its login. Monitor. */
#ifndef MONITOR_ABILITIES_H
#define MONITOR_ABILITIES_H

#include <stdint.h>

#include "base/attrs.h"
#include "conf/conf.h"

/* The enum ability bits of an anonymous session: in this build, to read. */
uint64_t abilities_of_anonymous(const struct conf *conf) MUST_CHECK;

#endif
