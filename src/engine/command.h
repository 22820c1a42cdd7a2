/* SPDX-License-Identifier: ISC */
/* The verbs, as a table: rows of commands.def. */
#ifndef ENGINE_COMMAND_H
#define ENGINE_COMMAND_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"
#include "engine/reply.h"
#include "engine/session.h"

enum command_kind {
	IS_COMMAND,
	IS_ALIAS,
	IS_HIDDEN_ALIAS,
	IS_NOT_OFFERED,
	IS_HTTP,
};

enum command_argument { ARG_IGNORED, ARG_TEXT, ARG_PATH, ARG_SECRET };

typedef struct sent (*command_handler)(struct session *session,
    struct span argument);

struct command {
	const char *verb;
	enum command_kind kind;
	command_handler run;
	unsigned states;		/* enum state and enum during bits */
	enum command_argument argument;
	uint64_t needs;			/* enum ability bits */
	const char *feature;		/* FEAT line, or NULL */
	const char *usage;
	const char *alias_of;
};

extern const struct command commands[];
extern const size_t command_count;

/* The row of this verb, in upper case; NULL when there is none. */
const struct command *command_find(struct span verb) MUST_CHECK;

/* The row that an alias stands for; any other row is itself. */
const struct command *command_resolve(const struct command *command)
    MUST_CHECK;

/* When may this line run, if a transfer is on? The enum during bit that counts,
 * or 0: when that has ended, as all that is refused. */
unsigned command_during(const struct session *session, struct span line)
    MUST_CHECK;

/* The answer to what is no command here, or not now; before login it counts. */
struct sent command_unknown(struct session *session);

/* One line of the client: finds the command, passes the gates, runs it. */
struct sent command_dispatch(struct session *session, struct span line);

/* The handlers: cmd_*.c. */
#define COMMAND(verb, handler, states, argument, needs, feature, usage) \
struct sent handler(struct session *session, struct span argument_text);
#define ALIAS(verb, of)
#define HIDDEN_ALIAS(verb, of)
#define NOT_OFFERED(verb)
#define HTTP(verb)
#include "engine/commands.def"
#undef COMMAND
#undef ALIAS
#undef HIDDEN_ALIAS
#undef NOT_OFFERED
#undef HTTP

#endif
