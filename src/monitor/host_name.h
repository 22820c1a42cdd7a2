/* SPDX-License-Identifier: ISC */
/* What the name service calls a client: part of the loadable object `pam`, so
 * that a session that asks for no name binds nothing of this. */
#ifndef MONITOR_HOST_NAME_H
#define MONITOR_HOST_NAME_H

#include <stdbool.h>

#include "wire/address.h"

#define HOST_NAME_ROOM 256	/* 255 bytes of a name in DNS, and its NUL */

/*
 * The name of this address, if the name leads back to it. It comes from who
 * owns the address, and may take as long as the name service does.
 */
bool host_name_find(const union address *peer,
    char name_out[static HOST_NAME_ROOM]);

#endif
