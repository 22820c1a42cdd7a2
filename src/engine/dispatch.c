/* SPDX-License-Identifier: ISC */
/*
 * Find, gate, call: the dispatcher knows no verb, and no handler has a guard.
 * Engine. The gates here make for polite answers; what is really permitted is
 * decided by monitor and broker.
 */
#include <string.h>

#include "conf/verbs.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "engine/engine.h"
#include "log/title.h"
#include "table/page.h"
#include "wire/abilities.h"

/* What a client without a name may get wrong before it is sent away. */
#define UNKNOWN_BEFORE_LOGIN 10

/* The longest word that can be a verb; others are cut, and so unknown. */
#define VERB_MOST 64

#define COMMAND(verb_, handler, states_, argument_, needs_, feature_, usage_) \
	{ .verb = verb_, .kind = IS_COMMAND, .run = handler, \
	  .states = states_, .argument = ARG_##argument_, .needs = needs_, \
	  .feature = feature_, .usage = usage_ },
#define ALIAS(verb_, of) \
	{ .verb = verb_, .kind = IS_ALIAS, .states = LOGGED_IN, \
	  .alias_of = of },
#define HIDDEN_ALIAS(verb_, of) \
	{ .verb = verb_, .kind = IS_HIDDEN_ALIAS, .states = LOGGED_IN, \
	  .alias_of = of },
#define NOT_OFFERED(verb_) \
	{ .verb = verb_, .kind = IS_NOT_OFFERED, .states = LOGGED_IN },
#define HTTP(verb_) { .verb = verb_, .kind = IS_HTTP, .states = ANY_STATE },

const struct command commands[] = {
#include "engine/commands.def"
};
#undef COMMAND
#undef ALIAS
#undef HIDDEN_ALIAS
#undef NOT_OFFERED
#undef HTTP

const size_t command_count = COUNT_OF(commands);

const struct command *
command_find(struct span verb)
{
	for (size_t i = 0; i < command_count; i++)
		if (span_is(verb, commands[i].verb))
			return &commands[i];
	return NULL;
}

const struct command *
command_resolve(const struct command *command)
{
	return command->alias_of != NULL
	    ? command_find(span_of(command->alias_of)) : command;
}

/* The word before the first blank, in upper case. */
static struct span
upper_verb(struct span word, char storage[static VERB_MOST])
{
	word = span_first(word, VERB_MOST);
	for (size_t i = 0; i < word.len; i++) {
		char c = word.at[i];

		storage[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	return span_make(storage, word.len);
}

static struct sent
reply_log_in(struct session *session)
{
	if (++session->unknown_commands > UNKNOWN_BEFORE_LOGIN)
		leave_after(session, 500, "Too many errors.");
	return reply(session, 530, "Log in with USER and PASS first.");
}

struct sent
command_unknown(struct session *session)
{
	if (session->state != LOGGED_IN)
		return reply_log_in(session);
	return reply(session, 500, "Unknown command.");
}

static struct sent
reply_denied(struct session *session, const struct command *command)
{
	if (command->kind == IS_HIDDEN_ALIAS || session->state != LOGGED_IN)
		return command_unknown(session);
	return reply(session, 550, "Permission denied.");
}

static void NORETURN
reply_web(struct session *session)
{
	leave_after(session, 500, "This is not a web server.");
}

static bool
is_word(struct span verb)
{
	for (size_t i = 0; i < verb.len; i++)
		if (verb.at[i] < 'A' || verb.at[i] > 'Z')
			return false;
	return verb.len > 0;
}

/* The argument as the log may show it: a password can be anywhere that a
 * client, or its user, has mistyped. */
static struct span
loggable(const struct session *session, struct span verb,
    struct span argument)
{
	const struct command *command = command_find(verb);

	if (argument.len == 0)
		return argument;
	if (command != NULL && command->argument == ARG_SECRET)
		return span_of("<password>");
	if (command == NULL && session->state != LOGGED_IN)
		return span_of("<hidden>");
	return argument;
}

/* A command that comes during a transfer is not what the session is doing. */
static bool
has_title(const struct session *session)
{
	return session->conf->setproctitle_enable &&
	    session->state == LOGGED_IN && !session->meanwhile.is_on;
}

/* log_ftp_protocol and setproctitle_enable. Apart, so that its line is on no
 * other command's stack. */
static NOINLINE void
show_command(struct session *session, struct span verb, struct span argument)
{
	char storage[LINE_MAX_BYTES + 16];
	struct buf line = BUF_OVER(storage);

	argument = loggable(session, verb, argument);
	if (command_find(verb) == NULL && !is_word(verb)) {
		buf_put_text(&line, "<hidden>");
	} else {
		buf_put_span(&line, verb);
		if (argument.len > 0)
			buf_put_char(&line, ' ');
		buf_put_span(&line, argument);
	}
	if (session->conf->log_ftp_protocol)
		tell_note(session, EV_COMMAND, buf_span(&line));
	if (has_title(session))
		title_show(buf_span(&line));
}

/* For oneftpd who. A word that is none may be a password. */
static void
note_command(struct session *session, struct span verb, struct span argument)
{
	if (session->page == NULL || session->meanwhile.is_on)
		return;
	if (command_find(verb) == NULL)
		verb = span_of("<unknown>");
	page_set_command(session->page, verb,
	    loggable(session, verb, argument));
}

static void
note_no_command(struct session *session)
{
	if (!session->meanwhile.is_on)
		page_set_idle(session->page);
}

static struct sent
run(struct session *session, const struct command *command,
    struct span argument)
{
	const struct command *row = command_resolve(command);

	/* Of these only AUTH is not for who has logged in. */
	if ((command->states & session->state) == 0)
		return command_unknown(session);
	if (command->kind == IS_HTTP)
		reply_web(session);
	if (command->kind == IS_NOT_OFFERED)
		return reply(session, 502, "Not implemented.");
	if ((row->needs & ~session->abilities) != 0 || row->run == NULL)
		return reply_denied(session, command);
	return row->run(session, argument);
}

/*
 * The other methods of HTTP. Words of FTP stay what they are: files may be
 * called anything.
 */
static bool
is_web_request(struct span argument)
{
	return memmem(argument.at, argument.len, "HTTP/1.", 7) != NULL;
}

static struct sent
execute(struct session *session, struct span verb, struct span argument)
{
	const struct command *command = command_find(verb);

	/* The two lists count after login only. */
	if (session->state == LOGGED_IN &&
	    !conf_allows_verb(session->conf, verb))
		return reply(session, 550, "Permission denied.");
	if (command == NULL && is_web_request(argument))
		reply_web(session);
	if (command == NULL)
		return command_unknown(session);
	return run(session, command, argument);
}

unsigned
command_during(const struct session *session, struct span line)
{
	char storage[VERB_MOST];
	struct span argument = line;
	struct span verb = upper_verb(span_split(&argument, ' '), storage);
	const struct command *command = command_find(verb);
	unsigned bits = command != NULL ? command->states : 0;

	/* The empty line is answered by nothing, so at any time. */
	if (line.len == 0)
		return DURING_TRANSFER;
	if (!conf_allows_verb(session->conf, verb))
		return 0;
	if ((bits & ONLY_BARE) != 0 && argument.len == 0)
		return DURING_TRANSFER;
	return bits & (DURING_TRANSFER | OVERTAKES | KEEPS_ALIVE);
}

struct sent
command_dispatch(struct session *session, struct span line)
{
	char storage[VERB_MOST];
	struct span argument = line;
	struct span verb = upper_verb(span_split(&argument, ' '), storage);
	struct sent sent;

	if (line.len == 0)
		return reply_nothing();
	if (session->conf->log_ftp_protocol ||
	    session->conf->setproctitle_enable)
		show_command(session, verb, argument);
	note_command(session, verb, argument);
	sent = execute(session, verb, argument);
	note_no_command(session);
	if (has_title(session))
		title_show(span_of("IDLE"));
	return sent;
}
