/* SPDX-License-Identifier: ISC */
/* The one function of the loadable object `wrap`. */
#ifndef MONITOR_WRAP_H
#define MONITOR_WRAP_H

#include <stdbool.h>

/* May the peer of this socket use the daemon of this name (hosts_access(5))? */
typedef bool (*wrap_function)(const char *daemon, int control);

bool oneftpd_wrap_allows(const char *daemon, int control);

#endif
