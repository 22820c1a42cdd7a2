/* SPDX-License-Identifier: ISC */
/* What the loadable object `pam` offers: Linux-PAM, as FTP needs it. */
#ifndef MONITOR_PAM_H
#define MONITOR_PAM_H

#include <stdbool.h>

#include "base/secret.h"
#include "monitor/host_name.h"

#define PAM_NAME_ROOM 129	/* 128 bytes of a user's name, and its NUL */

struct pam_login {
	const char *service;		/* pam_service_name */
	const char *user;		/* as typed */
	const char *peer;		/* the client's address, or name */
	const struct secret *password;
};

/* What the object's one symbol, oneftpd_pam, points to. */
struct pam_object {
	/*
	 * Authenticates, asks for the account, establishes credentials. NULL
	 * if all of it went well; PAM may have changed the name to name_out.
	 * Otherwise why not, in PAM's words.
	 */
	const char *(*check)(const struct pam_login *login,
	    char name_out[static PAM_NAME_ROOM]);

	/*
	 * Why the account rules refuse this user, in PAM's words; NULL: they
	 * do not. Nothing is asked about the password.
	 */
	const char *(*why_not)(const struct pam_login *login);

	/* host_name_find(). */
	bool (*host_name)(const union address *peer,
	    char name_out[static HOST_NAME_ROOM]);

	/*
	 * For a user who has been checked, in another process and without the
	 * password: credentials for this process, and an open session. NULL
	 * if PAM refuses; otherwise close() undoes it.
	 */
	void *(*open)(const struct pam_login *login);
	void (*close)(void *session);
};

extern const struct pam_object oneftpd_pam;

#endif
