/* SPDX-License-Identifier: ISC */
/*
 * The command `oneftpd user`: users of a users file are added, changed,
 * deleted, listed. Command line only; no session comes here.
 */
#ifndef ADMIN_USER_H
#define ADMIN_USER_H

#include <sys/types.h>

#include "base/attrs.h"

/* What a configuration says about users of its file. */
struct user_settings {
	const char *users_file;	/* NULL: none */
	const char *account;	/* whose ids new users get */
	mode_t umask;		/* of homes that are made */
};

/* Reads the configuration in this file; NULL: in the usual places. */
typedef struct user_settings (*user_settings_reader)(const char *path);

/* The arguments behind "user". The exit status: 0; 1 if the user is there
 * already, or is not; 2 for all else, said on standard error. */
int user_command(int count, char **arguments, user_settings_reader reader)
    MUST_CHECK;

#endif
