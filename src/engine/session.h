/* SPDX-License-Identifier: ISC */
/* The engine's state: one session, nobody else's. First argument everywhere. */
#ifndef ENGINE_SESSION_H
#define ENGINE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/deadline.h"
#include "base/span.h"
#include "conf/conf.h"
#include "engine/stream.h"
#include "table/format.h"
#include "wire/channel.h"
#include "wire/handover.h"

#define LINE_MAX_BYTES 4096	/* of a control line, with its LF */

/* Where the dialogue stands: bits of a column of commands.def. */
enum state {
	NO_NAME = 1,
	NAME_GIVEN = 2,
	LOGGED_IN = 4,
	BEFORE_LOGIN = NO_NAME | NAME_GIVEN,
	ANY_STATE = BEFORE_LOGIN | LOGGED_IN,
};

/* More bits of that column: a command that comes while a transfer, or the wait
 * for its data connection, is on. Without any it waits for the end. */
enum during {
	DURING_TRANSFER = 8,	/* runs at once, if nothing waits before it */
	ONLY_BARE = 16,		/* the same, but only without an argument */
	OVERTAKES = 32,		/* runs at once, whatever waits before it */
	KEEPS_ALIVE = 64,	/* waits; but a client that has said it and
				 * closed its side still wants the transfer */
};

/*
 * Bytes from the control connection. The line that is being executed stays in
 * front of them until the next one is wanted.
 */
struct line_input {
	size_t begin;		/* first byte not taken */
	size_t end;		/* behind the last byte received */
	size_t searched;	/* bytes from begin on that hold no LF */
	char bytes[2 * LINE_MAX_BYTES];
};

/* What is on besides the dialogue: see meanwhile.h. */
struct meanwhile {
	bool is_on;
	bool is_aborted;	/* by an ABOR that is still to be answered */
	bool is_wanted;		/* by a client that has said KEEPS_ALIVE */
	bool has_hung_up;	/* the client, on the control connection */
	struct deadline grace;	/* once it has: the end of its patience */
	size_t looked;		/* bytes of waiting lines known to wait */
	const struct pump *pump; /* NULL: no data connection yet */
};

/* TLS: see secure.h. */
struct secure {
	const struct tls_object *tls;	/* NULL: nothing can be encrypted */
	struct tls_context *context;
	bool protects_data;		/* PROT P */
	bool owes_ticket;		/* a data connection has used one */
	bool was_foreign;		/* the last one did not continue ours */
	bool has_certificate;		/* the client's, on the control
					 * connection, and its digest */
	unsigned char certificate[32];
};

/*
 * Small fields in one place, and each buffer behind what is used with it: a
 * session that touches few pages starts faster, since it is a fork.
 */
struct session {
	struct channel server; /* the monitor; after login the broker */
	const struct conf *conf;
	struct conf_load *load;		/* of this conf */
	const struct session_facts *facts;
	struct stream control;
	struct secure secure;
	enum state state;
	uint64_t abilities;		/* enum ability bits */
	uint32_t max_rate;		/* bytes per second; 0: no limit */
	bool is_ascii;			/* TYPE A; a session starts so */
	bool is_active;			/* PORT, EPRT: sockets that the broker
					 * may want back */
	bool control_is_gone;		/* the client has closed it */
	uint64_t restart_offset;	/* REST, until the next transfer */
	unsigned unknown_commands;	/* before login */
	struct meanwhile meanwhile;
	struct session_page *page;	/* for those who ask; or NULL */
	struct buf out;			/* a reply being put together */
	struct message answer;		/* the last one from the server */
	struct line_input in;
	char out_storage[16384];
	char user[LINE_MAX_BYTES]; /* as typed; after login the session's */
	size_t rename_from_len;		/* RNFR, until RNTO; 0: none */
	char rename_from[LINE_MAX_BYTES];
};

#endif
