/* SPDX-License-Identifier: ISC */
/* The command `oneftpd kick`: ends sessions. */
#ifndef ADMIN_KICK_H
#define ADMIN_KICK_H

#include "base/attrs.h"

/*
 * The argument behind "kick": the ID of a session, a user's name or a client's
 * address. The exit status: 0; 1 if there is no such session; 2 for all else,
 * said on standard error.
 */
int kick_command(char **arguments) MUST_CHECK;

#endif
