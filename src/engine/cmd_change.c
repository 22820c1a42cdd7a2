/* SPDX-License-Identifier: ISC */
/* MKD, RMD, DELE, RNFR, RNTO. Engine; the broker does it. */
#include <errno.h>
#include <string.h>

#include "engine/ask.h"
#include "engine/command.h"

static struct sent
reply_failed(struct session *session, enum refusal refusal, int error,
    const char *failed)
{
	if (refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	switch (error) {
	case EEXIST:
		return reply(session, 550, "There is something of that name.");
	case ENOTEMPTY:
		return reply(session, 550, "The directory is not empty.");
	case ENOSPC:
	case EDQUOT:
		return reply(session, 550, "There is no room.");
	default:
		return reply(session, 550, failed);
	}
}

struct sent
cmd_mkd(struct session *session, struct span path)
{
	const struct msg_make_dir_reply *answer = ask_make_dir(session, path);

	if (answer->refusal != GRANTED)
		return reply_failed(session, answer->refusal,
		    (int)answer->error, "Could not make the directory.");
	return reply_path(session, answer->path, "has been made.");
}

struct sent
cmd_rmd(struct session *session, struct span path)
{
	int error;
	enum refusal refusal = ask_remove(session, path, true, &error);

	if (refusal != GRANTED)
		return reply_failed(session, refusal, error,
		    "Could not remove the directory.");
	return reply(session, 250, "Directory removed.");
}

struct sent
cmd_dele(struct session *session, struct span path)
{
	int error;
	enum refusal refusal = ask_remove(session, path, false, &error);

	if (refusal != GRANTED)
		return reply_failed(session, refusal, error,
		    "Could not delete the file.");
	return reply(session, 250, "File deleted.");
}

struct sent
cmd_rnfr(struct session *session, struct span path)
{
	enum refusal refusal;

	session->rename_from_len = 0;
	if (path.len > sizeof(session->rename_from))
		return reply(session, 550, "The name is too long.");
	refusal = ask_rename_from(session, path);
	if (refusal != GRANTED)
		return reply_failed(session, refusal, 0,
		    "There is nothing of that name.");
	memcpy(session->rename_from, path.at, path.len);
	session->rename_from_len = path.len;
	return reply(session, 350, "Now RNTO with the new name.");
}

/* A new name that is denied leaves the old one for another try. */
struct sent
cmd_rnto(struct session *session, struct span path)
{
	struct span from = span_make(session->rename_from,
	    session->rename_from_len);
	enum refusal refusal;
	int error;

	if (from.len == 0)
		return reply(session, 503, "RNFR comes first.");
	refusal = ask_rename(session, from, path, &error);
	if (refusal != REFUSED_DENIED)
		session->rename_from_len = 0;
	if (refusal != GRANTED)
		return reply_failed(session, refusal, error,
		    "Could not rename.");
	return reply(session, 250, "Renamed.");
}
