/* SPDX-License-Identifier: ISC */
/* CWD, CDUP, PWD, LIST, NLST. Engine; the broker goes and looks. */
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
	if (answer->refusal != GRANTED)
		return reply(session, 550, "Could not change directory.");
	reply_message(session, 250, answer->message);
	return reply(session, 250, "Directory changed.");
}

struct sent
cmd_cdup(struct session *session, struct span ignored)
{
	(void)ignored;
	return cmd_cwd(session, span_of(".."));
}

struct sent
cmd_pwd(struct session *session, struct span ignored)
{
	(void)ignored;
	return reply_path(session, ask_where(session),
	    "is the current directory.");
}

static struct sent
send_listing(struct session *session, struct span argument, unsigned style)
{
	const struct msg_list_reply *listing;
	struct transfer transfer;
	bool unreadable;

	listing = ask_list(session, argument, style);
	if (listing->refusal != GRANTED)
		return transfer_refuse(session, listing->refusal, 550,
		    "Could not list.");
	unreadable = listing->unreadable != 0;
	transfer_start(&transfer, session, listing->stream, listing->lines);
	transfer.is_logged = false;
	reply_mark(session, 150, "Sending the listing.");
	if (transfer_protect(&transfer))
		transfer.end = send_pipe(&transfer.pump, transfer.file);
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
