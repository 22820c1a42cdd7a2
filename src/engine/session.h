/* SPDX-License-Identifier: ISC */
/* The engine's state: one session, nobody else's. First argument everywhere. */
#ifndef ENGINE_SESSION_H
#define ENGINE_SESSION_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/deadline.h"
#include "base/span.h"
#include "conf/conf.h"
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

/* Bytes from the control connection that no line has taken yet. */
struct line_input {
	size_t begin;		/* first byte not taken */
	size_t end;		/* behind the last byte received */
	size_t searched;	/* bytes from begin on that hold no LF */
	char bytes[2 * LINE_MAX_BYTES];
};

/*
 * Small fields first, and each buffer behind what is used with it: a session
 * that touches few pages starts faster, since it is a fork.
 */
struct session {
	const struct conf *conf;
	const struct session_facts *facts;
	int control;
	enum state state;
	uint64_t abilities;		/* enum ability bits */
	bool is_ascii;			/* TYPE A; a session starts so */
	bool epsv_only;			/* after EPSV ALL */
	bool control_is_gone;		/* the client has closed it */
	uint64_t restart_offset;	/* REST, until the next transfer */
	unsigned unknown_commands;	/* before login */
	struct buf out;			/* a reply being put together */
	struct line_input in;
	char out_storage[16384];
	char user[LINE_MAX_BYTES]; /* as typed; after login the session's */
	char cwd[PATH_MAX];
	struct message answer;		/* the last one from there */
	struct channel server; /* the monitor; after login the broker */
};

#endif
