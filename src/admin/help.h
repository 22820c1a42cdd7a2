/* SPDX-License-Identifier: ISC */
/* How people ask a command what it can do. */
#ifndef ADMIN_HELP_H
#define ADMIN_HELP_H

#include <stdbool.h>
#include <string.h>

static inline bool
is_help(const char *argument)
{
	return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

#endif
