/* SPDX-License-Identifier: ISC */
/* RETR, REST, ABOR, TYPE, STRU, MODE. Engine. */
#include <inttypes.h>

#include "base/fd.h"
#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "engine/send.h"
#include "engine/transfer.h"

#define REST_DIGITS 15	/* more would be no position in a file */

/* What is left of a file behind `offset`. One whose size is 0 may be made
 * while it is read, as those in /proc are. */
static uint64_t
rest_of(uint64_t size, uint64_t offset)
{
	if (size == 0)
		return SEND_TO_THE_END;
	return offset < size ? size - offset : 0;
}

struct sent
cmd_retr(struct session *session, struct span path)
{
	bool is_text = session->is_ascii &&
	    session->conf->ascii_download_enable;
	const struct msg_open_read_reply *opened;
	uint64_t offset = session->restart_offset, rest;
	struct transfer transfer;

	session->restart_offset = 0;
	opened = ask_open_read(session, path, offset);
	if (opened->refusal != GRANTED)
		return transfer_refuse(session, opened->refusal, 550,
		    "Could not open the file.");
	rest = rest_of(opened->size, offset);
	transfer_start(&transfer, session, opened->stream, opened->file);
	reply_mark(session, 150, "Sending in %s mode: %.*s (%" PRIu64
	    " bytes).", is_text ? "ASCII" : "BINARY", SPAN_ARGS(path),
	    opened->size);
	if (transfer_protect(&transfer))
		transfer.end = is_text
		    ? send_text(&transfer.pump, transfer.file)
		    : send_file(&transfer.pump, transfer.file, rest);
	return transfer_finish(&transfer, "File sent.");
}

/* Anything but one to fifteen digits counts as 0, as it always has. */
struct sent
cmd_rest(struct session *session, struct span offset)
{
	session->restart_offset = 0;
	if (offset.len <= REST_DIGITS)
		(void)!num_decimal(offset, INT64_MAX,
		    &session->restart_offset);
	return replyf(session, 350,
	    "The next transfer starts at (%" PRIu64 ").",
	    session->restart_offset);
}

/* The transfer that it ends is answered first, and then this
 * (transfer_finish). */
struct sent
cmd_abor(struct session *session, struct span ignored)
{
	(void)ignored;
	if (!session->meanwhile.is_on)
		return reply(session, 225, "There is no transfer to abort.");
	session->meanwhile.is_aborted = true;
	return reply_nothing();
}

struct sent
cmd_type(struct session *session, struct span type)
{
	static const struct {
		const char *argument;
		bool is_ascii;
	} types[] = {
		{ "I", false }, { "L8", false }, { "L 8", false },
		{ "A", true }, { "A N", true },
	};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (!span_is_nocase(type, types[i].argument))
			continue;
		session->is_ascii = types[i].is_ascii;
		return replyf(session, 200, "Type set to %s.",
		    session->is_ascii ? "ASCII" : "binary");
	}
	return reply(session, 500, "Unknown type; use A or I.");
}

struct sent
cmd_stru(struct session *session, struct span structure)
{
	if (!span_is_nocase(structure, "F"))
		return reply(session, 504, "Only file structure is known.");
	return reply(session, 200, "File structure it is.");
}

struct sent
cmd_mode(struct session *session, struct span mode)
{
	if (!span_is_nocase(mode, "S"))
		return reply(session, 504, "Only stream mode is known.");
	return reply(session, 200, "Stream mode it is.");
}
