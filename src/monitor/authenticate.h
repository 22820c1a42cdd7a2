/* SPDX-License-Identifier: ISC */
/* Passwords, by way of users_file and PAM. Monitor, as root. */
#ifndef MONITOR_AUTHENTICATE_H
#define MONITOR_AUTHENTICATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "conf/auth_order.h"
#include "monitor/monitor.h"
#include "monitor/pam.h"
#include "users/entry.h"

/* Loads PAM, if that has not been done; NULL, which is logged, if it cannot. */
const struct pam_object *authenticate_object(void) MUST_CHECK;

/* For a listener: loads the objects before there are sessions. */
void authenticate_preload(const struct conf *conf);

/* A name as typed, and a password; of nobody yet. */
struct attempt {
	const char *user;
	const struct secret *password;
	const char *peer;	/* as PAM is told of the client */
};

/* Bytes of a reason, with its NUL. */
#define WHY_NOT_ROOM 160

/*
 * Who has been let in, and by whom, or why nobody has. A virtual user's account
 * is here as well: the file, with everybody's hashes, is not read in the
 * session's process.
 */
struct accepted {
	bool is_accepted;
	char why_not[WHY_NOT_ROOM];	/* for the log */
	enum auth_way way;
	uid_t uid;			/* AUTH_USERS_FILE: these three */
	gid_t gid;
	char home[USERS_HOME_MOST + 1];
	char name[PAM_NAME_ROOM];	/* PAM may have changed it */
};

/*
 * Asks those whom auth_order names, one after the other, until one accepts the
 * user. A module that crashes, or an object that cannot be loaded, is logged
 * and is a no of all.
 */
bool authenticate(struct monitor *monitor, const char *user,
    const struct secret *password, struct accepted *accepted_out) MUST_CHECK;

#endif
