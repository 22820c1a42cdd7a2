/* SPDX-License-Identifier: ISC */
/* STOR, APPE, STOU, ALLO. Engine; the broker opens the file. */
#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "engine/receive.h"
#include "engine/transfer.h"
#include "wire/abilities.h"

static struct sent
refuse(struct session *session, const struct msg_open_write_reply *opened)
{
	if (transfer_is_full((int)opened->error))
		return transfer_refuse(session, opened->refusal, 552,
		    "There is no room for another file.");
	return transfer_refuse(session, opened->refusal, 553,
	    "Could not create the file.");
}

static struct sent
store(struct session *session, enum store how, struct span path)
{
	bool is_text = session->is_ascii && session->conf->ascii_upload_enable;
	const struct msg_open_write_reply *opened;
	uint64_t offset = session->restart_offset;
	struct transfer transfer;

	session->restart_offset = 0;
	opened = ask_open_write(session, how, path, offset);
	if (opened->refusal != GRANTED)
		return refuse(session, opened);
	transfer_start(&transfer, session, opened->stream, opened->file);
	transfer.is_upload = true;
	/* RFC 1123, 4.1.2.9: it is from here that clients learn the name. */
	if (how == STORE_UNIQUE)
		reply_mark(session, 150, "FILE: %.*s",
		    SPAN_ARGS(opened->name));
	else
		reply_mark(session, 150, "Ready to receive.");
	if (transfer_protect(&transfer))
		transfer.end = is_text
		    ? receive_text(&transfer.pump, transfer.file)
		    : receive_file(&transfer.pump, transfer.file);
	return transfer_finish(&transfer, "File stored.");
}

struct sent
cmd_stor(struct session *session, struct span path)
{
	return store(session, STORE_REPLACE, path);
}

struct sent
cmd_appe(struct session *session, struct span path)
{
	return store(session, STORE_APPEND, path);
}

struct sent
cmd_stou(struct session *session, struct span path)
{
	return store(session, STORE_UNIQUE, path);
}

/* What cannot succeed is better refused before it is sent: a client that is
 * told at the end of every try sends it all again. */
struct sent
cmd_allo(struct session *session, struct span bytes)
{
	uint64_t wanted;

	if ((session->abilities & (MAY_UPLOAD | MAY_APPEND)) == 0)
		return reply(session, 202, "No space needs to be reserved.");
	/* "ALLO bytes R record" is allowed, too. */
	if (num_decimal(span_first(bytes, span_find(bytes, ' ')), INT64_MAX,
	    &wanted) == -1)
		return reply(session, 501, "ALLO wants a number of bytes.");
	if (wanted > ask_room(session))
		return reply(session, 552, "There is no room for so much.");
	return reply(session, 200, "There is room; nothing is reserved.");
}
