/* SPDX-License-Identifier: ISC */
/* The one function of the loadable object `wrap`. */
#ifndef MONITOR_WRAP_H
#define MONITOR_WRAP_H

#include <stdbool.h>

#include "wire/address.h"

/* May this client use the daemon of this name (hosts_access(5))? The socket is
 * for what hosts.allow may want to do with it (twist). */
typedef bool (*wrap_function)(const char *daemon, int control,
    const union address *client, const union address *server);

bool oneftpd_wrap_allows(const char *daemon, int control,
    const union address *client, const union address *server);

#endif
