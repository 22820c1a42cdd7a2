/* SPDX-License-Identifier: ISC */
/* CWD, CDUP, PWD, LIST, NLST. Engine; the broker goes and looks. */
#include <string.h>

#include "base/fd.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "engine/send.h"
#include "engine/transfer.h"

struct sent
cmd_cwd(struct session *session, struct span path)
{
	const struct msg_change_dir_reply *answer =
	    ask_change_dir(session, path);

	if (answer->refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	if (answer->refusal != GRANTED ||
	    answer->cwd.len >= sizeof(session->cwd))
		return reply(session, 550, "Could not change directory.");
	memcpy(session->cwd, answer->cwd.at, answer->cwd.len);
	session->cwd[answer->cwd.len] = '\0';
	return reply(session, 250, "Directory changed.");
}

struct sent
cmd_cdup(struct session *session, struct span ignored)
{
	(void)ignored;
	return cmd_cwd(session, span_of(".."));
}

/* RFC 959, appendix II: a quote in the name is doubled. */
struct sent
cmd_pwd(struct session *session, struct span ignored)
{
	char storage[2 * PATH_MAX + 64];
	struct buf text = BUF_OVER(storage);

	(void)ignored;
	buf_put_char(&text, '"');
	for (const char *c = session->cwd; *c != '\0'; c++) {
		if (*c == '"')
			buf_put_char(&text, '"');
		buf_put_char(&text, *c);
	}
	buf_put_text(&text, "\" is the current directory.");
	return reply_span(session, 257, buf_span(&text));
}

static struct sent
send_listing(struct session *session, struct span argument, unsigned style)
{
	const struct msg_list_reply *listing;
	struct transfer transfer;
	bool unreadable;

	listing = ask_list(session, argument, style);
	if (listing->refusal != GRANTED)
		return transfer_refuse(session, listing->refusal,
		    "Could not list.");
	unreadable = listing->unreadable != 0;
	transfer_start(&transfer, session, listing->stream, listing->lines);
	transfer.is_logged = false;
	reply_mark(session, 150, "Sending the listing.");
	transfer.end = send_pipe(&transfer.pump, transfer.source);
	return transfer_finish(&transfer, unreadable
	    ? "Done, but the directory could not be read."
	    : "Listing sent.");
}

struct sent
cmd_list(struct session *session, struct span argument)
{
	return send_listing(session, argument, STYLE_LONG);
}

struct sent
cmd_nlst(struct session *session, struct span argument)
{
	return send_listing(session, argument, 0);
}
