/* SPDX-License-Identifier: ISC */
/*
 * The monitor's state: the life of a session from connection to login. It is
 * the only code that ever has privilege, and parses nothing of the client:
 * what the engine sends arrives as messages, and is taken for hostile. From the
 * network comes a load balancer's header only (proxy.h).
 */
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/span.h"
#include "monitor/run.h"
#include "table/file.h"
#include "tls/tls.h"
#include "wire/channel.h"

/* An account that the configuration names. */
struct account {
	const char *name;
	const char *home;
	uid_t uid;
	gid_t gid;
	bool is_in_file;		/* in /etc/passwd */
	bool is_virtual;		/* in users_file: no other groups */
};

enum login_kind {
	ANONYMOUS,
	LOCAL,		/* an account of this machine, by way of PAM */
	VIRTUAL,	/* of users_file */
	GUEST,		/* one of the two before, as guest_username */
};

/* Who has logged in. */
struct login {
	enum login_kind kind;
	const char *name;		/* the session's, as PAM has it */
	struct account account;		/* whose rights it has */
	bool has_local_rights;		/* false: the anon_ rules hold */
	bool is_jailed;
	const gid_t *groups;		/* of the account, once looked up */
	size_t group_count;
};

/* The session in the table of all: presence.h. */
struct presence {
	struct table table;		/* open until somebody logs in */
	uint32_t slot;
	struct session_page *page;	/* NULL: it is not in the table */
};

#define NOT_OUR_CHILD (-1)	/* engine_pid, in the broker to be */

struct monitor {
	struct channel keeper;		/* under a listener */
	struct channel broker;		/* of a monitor that stays */
	struct channel engine;		/* the phase of the session is here */
	struct conf_load *load;
	const struct conf *conf;
	const struct roles *roles;
	struct session_facts facts;
	pid_t engine_pid;		/* 0: not started yet */
	bool login_is_open;		/* an answer is due */
	unsigned failed_logins;
	bool was_last_try;		/* nothing may be tried after it */
	struct login login;		/* once somebody has */
	struct span engine_settings;	/* of the user's file: login_reply */
	const char *peer_name;		/* for PAM; NULL: nobody has asked */
	const struct tls_object *tls;	/* NULL: ssl_enable=NO */
	struct tls_context *tls_context; /* the engine's; without keys */
	struct tls_keys *tls_keys;	/* once one is needed */
	int door;			/* or of their keeper; NO_FD: none */
	bool has_signed;		/* so the client has encrypted */
	bool has_stayed;		/* after login: stay.h */
	pid_t broker_pid;		/* of a monitor that stays */
	struct record *record;		/* shared with it */
	struct presence presence;
	struct arena arena;		/* lists and names, for the session */
	struct account anonymous;	/* ftp_username */
	struct account nobody;		/* nopriv_user */
	struct account receiver;	/* chown_username, for chown_uploads */
	struct span passwd;		/* files, whole, or empty */
	struct span banner;
	struct span banned_emails;
	struct span email_passwords;
	struct span user_list;
	struct message message; /* received; wiped when it is done with */
	char texts[8192];		/* the arena's first */
};

/* The beginning, for a session and for a question about one: from here on
 * there are conf, facts.privileged and arena. All else is zero. */
void monitor_init(struct monitor *monitor, struct conf_load *load);

/* The engine has gone, or must go, before anybody has logged in. */
void monitor_end(struct monitor *monitor) NORETURN;

#endif
