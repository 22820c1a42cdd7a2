/* SPDX-License-Identifier: ISC */
/* FEAT, OPTS, HELP, STAT, SYST, NOOP. Engine. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "engine/pump.h"
#include "engine/secure.h"
#include "wire/abilities.h"

/* Before login nobody has abilities yet: FEAT and HELP tell what options
 * offer. */
static bool
is_offered(const struct session *session, const struct command *command)
{
	const struct command *row = command_resolve(command);

	if ((row->needs & MAY_LISTEN) != 0)
		return session->conf->pasv_enable;
	if ((row->needs & MAY_CONNECT) != 0)
		return session->conf->port_enable;
	if ((row->needs & MAY_ENCRYPT) != 0)
		return session->conf->ssl_enable;
	return true;
}

struct sent
cmd_feat(struct session *session, struct span ignored)
{
	(void)ignored;
	reply_continue(session, 211, span_of("Features:"));
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].feature != NULL &&
		    is_offered(session, &commands[i]))
			reply_raw(session, " %s", commands[i].feature);
	return reply(session, 211, "That is all.");
}

struct sent
cmd_opts(struct session *session, struct span option)
{
	if (span_is_nocase(option, "UTF8 ON"))
		return reply(session, 200, "Names are UTF-8 always.");
	return reply(session, 501, "Option not understood.");
}

#define HELP_COLUMNS 14

/* In the order of the alphabet, whatever the order of the rows. */
static const struct command *
next_in_alphabet(const struct session *session, const struct command *last)
{
	const struct command *next = NULL;

	for (size_t i = 0; i < command_count; i++) {
		const struct command *row = &commands[i];

		if (row->kind == IS_HTTP || row->kind == IS_HIDDEN_ALIAS ||
		    !is_offered(session, row))
			continue;
		if ((last == NULL || strcmp(row->verb, last->verb) > 0) &&
		    (next == NULL || strcmp(row->verb, next->verb) < 0))
			next = row;
	}
	return next;
}

struct sent
cmd_help(struct session *session, struct span ignored)
{
	char storage[HELP_COLUMNS * 8];
	struct buf line = BUF_OVER(storage);
	unsigned column = 0;

	(void)ignored;
	reply_continue(session, 214, span_of("These commands are known:"));
	for (const struct command *row = next_in_alphabet(session, NULL);
	    row != NULL; row = next_in_alphabet(session, row)) {
		buf_putf(&line, " %-4s", row->verb);
		if (++column % HELP_COLUMNS != 0)
			continue;
		reply_raw(session, "%s", buf_text(&line));
		buf_clear(&line);
	}
	if (line.len > 0)
		reply_raw(session, "%s", buf_text(&line));
	return reply(session, 214, "That is all.");
}

/*
 * Part of a listing as lines of a reply. One that begins with a digit, such as
 * the heading of a directory called "213 ", could pass for the end of it: it
 * gets a blank in front (RFC 959, 4.2). *last is the byte before the part.
 */
static void
relay_part(struct session *session, struct span part, char *last)
{
	size_t sent = 0;

	for (size_t at = 0; at < part.len; at++) {
		if (*last == '\n' && part.at[at] >= '0' &&
		    part.at[at] <= '9') {
			reply_listing(session, span_make(part.at + sent,
			    at - sent));
			reply_listing(session, span_of(" "));
			sent = at;
		}
		*last = part.at[at];
	}
	reply_listing(session, span_from(part, sent));
}

/* The lines of STAT with a path, which need no data connection. */
static void
relay_listing(struct session *session, int lines)
{
	char block[16384], last = '\n';
	ssize_t got;

	while ((got = read(lines, block, sizeof(block))) > 0 ||
	    (got == -1 && errno == EINTR))
		if (got > 0)
			relay_part(session, span_make(block, (size_t)got),
			    &last);
}

static struct sent
stat_path(struct session *session, struct span path)
{
	const struct msg_list_reply *listing;
	int lines;

	if ((session->abilities & MAY_LIST) == 0)
		return reply(session, 550, "Permission denied.");
	listing = ask_list(session, path,
	    STYLE_LONG | STYLE_ALL | STYLE_NO_STREAM);
	if (listing->refusal != GRANTED)
		return reply(session, 550, "Permission denied.");
	lines = listing->lines;
	reply_continue(session, 213, span_of("Listing:"));
	relay_listing(session, lines);
	fd_close(&lines);
	/* The pipe also ends when the broker is killed; then this does not
	 * return. */
	(void)!ask_finished(session, true, 0);
	return reply(session, 213, "That is all.");
}

/* A limit that 0 switches off. */
static void
put_limit(struct session *session, const char *what, unsigned limit,
    const char *unit)
{
	if (limit == 0)
		reply_raw(session, "     %s: none", what);
	else
		reply_raw(session, "     %s: %u %s", what, limit, unit);
}

/* RFC 959, 4.1.3: during a transfer STAT tells of that, too. */
static void
put_transfer(struct session *session)
{
	const struct pump *pump = session->meanwhile.pump;

	if (!session->meanwhile.is_on)
		return;
	if (pump == NULL)
		reply_raw(session, "     Waiting for the data connection");
	else
		reply_raw(session, "     A transfer is on: %" PRIu64
		    " bytes so far", pump->moved);
}

struct sent
cmd_stat(struct session *session, struct span path)
{
	if (path.len > 0)
		return stat_path(session, path);
	reply_continue(session, 211, span_of("This session:"));
	reply_raw(session, "     Client: %s", session->facts->peer_text);
	reply_raw(session, "     User: %s", session->user);
	reply_raw(session, "     TYPE: %s",
	    session->is_ascii ? "ASCII" : "BINARY");
	put_limit(session, "Rate limit", session->max_rate, "bytes a second");
	put_limit(session, "Idle limit", session->conf->idle_session_timeout,
	    "seconds");
	reply_raw(session, "     Control connection: %s",
	    secure_is_on(session) ? "encrypted" : "not encrypted");
	reply_raw(session, "     Data connections: %s",
	    session->secure.protects_data ? "encrypted" : "not encrypted");
	if (session->facts->clients > 0)
		reply_raw(session, "     Clients when it began: %u",
		    session->facts->clients);
	put_transfer(session);
	reply_raw(session, "     " PACKAGE_STRING);
	return reply(session, 211, "That is all.");
}

struct sent
cmd_syst(struct session *session, struct span ignored)
{
	(void)ignored;
	return reply(session, 215, "UNIX Type: L8");
}

struct sent
cmd_noop(struct session *session, struct span ignored)
{
	(void)ignored;
	return reply(session, 200, "Still here.");
}
