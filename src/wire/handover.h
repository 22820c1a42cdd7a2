/* SPDX-License-Identifier: ISC */
/*
 * What a role is handed at its birth, and the functions that the roles run
 * as. A role includes no other role's header: main.c puts the three together.
 */
#ifndef WIRE_HANDOVER_H
#define WIRE_HANDOVER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"
#include "conf/conf.h"
#include "jail/jail.h"
#include "tls/tls.h"
#include "wire/address.h"

/* One for the transfer that is on, and one whose connection may not have ended
 * yet on the client's side. */
#define LOW_PORTS 2

struct record;
struct session_page;

/* The facts of a session that do not change. */
struct session_facts {
	union address peer;
	union address local;
	char peer_text[INET6_ADDRSTRLEN + 16];	/* with %scope if any */
	uint32_t announced; /* for PASV: IPv4, network order; 0: none */
	bool privileged;		/* started by root */
	bool only_anonymous;		/* nobody else may log in */
	unsigned clients;		/* with this one; 0: nobody counts */
	unsigned clients_here;		/* of the same address */
};

/* To the engine: forked by the monitor when the client, greeted, has sent its
 * first byte, and before any byte is read. It holds no other descriptor,
 * applies its jail, and serves. */
struct engine_start {
	const struct conf *conf;	/* only what SEES_ENGINE */
	struct conf_load *load;		/* of this conf: settings at login */
	const struct session_facts *facts;
	const struct jail_place *jail;
	int control;			/* the control connection */
	int monitor;			/* channel to the monitor */
	const struct tls_object *tls;	/* NULL: nothing is encrypted */
	struct tls_context *tls_context;
	/* implicit_ssl: the handshake comes first, and then this as the 220. */
	bool is_implicit;
	struct span banner, greeting;
	struct session_page *page;	/* its own, of the table of sessions, or
					 * NULL */
	int64_t taken_us;		/* the stamp of that page */
};

/* To the broker: after login. It applies its jail, answers the login that is
 * still open, and serves. */
struct broker_start {
	const struct conf *conf;	/* only what SEES_BROKER */
	const struct session_facts *facts;
	const struct jail_place *jail;	/* the process is in its root */
	const char *root_path;		/* as getcwd(2) has it in the jail */
	const char *user;		/* the session's name */
	int engine;			/* channel to the engine */
	pid_t engine_pid;		/* our child; 0: the monitor's */
	int monitor;			/* channel to one that has stayed, or
					 * NO_FD: it has become this process */
	int low_ports[LOW_PORTS];	/* sockets bound to ftp_data_port, for
					 * connect_from_port_20, or NO_FD */
	struct record *record;		/* shared with it, or NULL */
	uint64_t abilities;		/* enum ability bits */
	uint32_t max_rate;		/* for the engine; 0: no limit */
	mode_t umask;			/* of the files that it creates */
	struct span passwd, group;	/* text_userdb_names: both files */
	bool anonymous;			/* the anon_ rules hold */
	bool is_jailed;			/* no way out of the root */
	const char *directory;		/* where the session starts, as it is
					 * seen in the root; NULL: there */
	const char *directory_option;	/* that names it; NULL: none, and a word
					 * in the log is not worth it */
	struct span engine_settings;	/* for the engine: login_reply */
	bool refuse_writable_root;	/* allow_writeable_chroot=NO, written */
};

typedef void (*engine_role)(const struct engine_start *start) NORETURN;
typedef void (*broker_role)(const struct broker_start *start) NORETURN;

struct roles {
	engine_role engine;
	broker_role broker;
};

#endif
