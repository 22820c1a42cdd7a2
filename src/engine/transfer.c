/* SPDX-License-Identifier: ISC */
/* Data transfers: see transfer.h. Engine. */
#include "engine/transfer.h"

#include "base/fd.h"
#include "engine/ask.h"
#include "engine/engine.h"
#include "engine/meanwhile.h"

void
transfer_start(struct transfer *transfer, struct session *session, int stream,
    int source)
{
	*transfer = (struct transfer){ .source = source, .is_logged = true };
	pump_open(&transfer->pump, session, stream);
}

/* An ABOR that was taken while something was on: the first reply is for the
 * command, the second for the ABOR. */
static struct sent
reply_aborted(struct session *session)
{
	if (session->control_is_gone)
		leave(session, LEAVE_CLIENT_GONE);
	return reply(session, 226, "Aborted.");
}

static struct sent
reply_refusal(struct session *session, enum refusal refusal,
    const char *failed)
{
	switch (refusal) {
	case REFUSED_DENIED:
		return reply(session, 550, "Permission denied.");
	case REFUSED_NO_MODE:
		return reply(session, 425, "EPSV, PASV, EPRT or PORT comes "
		    "first.");
	case REFUSED_ASCII_RESUME:
		return reply(session, 550, "REST works with TYPE I only.");
	case REFUSED_NO_STREAM:
	case REFUSED_CANCELLED:
	case REFUSED_NO_PORT:
		return reply(session, 425, "There is no data connection.");
	case GRANTED:
	case REFUSED_FAILED:
	case REFUSED_COUNT:
		break;
	}
	return reply(session, 550, failed);
}

struct sent
transfer_refuse(struct session *session, enum refusal refusal,
    const char *failed)
{
	bool is_aborted = meanwhile_end(session);
	struct sent sent = reply_refusal(session, refusal, failed);

	/* A failure that is logged is logged after its reply. */
	ask_finished(session, false, 0);
	return is_aborted ? reply_aborted(session) : sent;
}

static struct sent
reply_end(struct session *session, enum pump_end end, const char *complete)
{
	switch (end) {
	case PUMP_DONE:
		return reply(session, 226, complete);
	case PUMP_LOCAL:
		return reply(session, 451, "The file could not be read to its "
		    "end.");
	case PUMP_SHRUNK:
		return reply(session, 426, "The file has become shorter.");
	case PUMP_STALLED:
		leave(session, LEAVE_STALLED);
	case PUMP_DESERTED:
		leave(session, LEAVE_CLIENT_GONE);
	case PUMP_NETWORK:
	case PUMP_ABORTED:
		break;
	}
	return reply(session, 426, "The data connection was closed early.");
}

/* Nothing comes after the reply to these. */
static bool
is_last(enum pump_end end)
{
	return end == PUMP_STALLED || end == PUMP_DESERTED;
}

struct sent
transfer_finish(struct transfer *transfer, const char *complete)
{
	struct session *session = transfer->pump.session;
	uint64_t moved = transfer->pump.moved;
	enum pump_end end = transfer->end;
	bool is_aborted, is_logged_first;
	struct sent sent;

	if (end == PUMP_DONE)
		end = pump_finish(&transfer->pump);
	is_aborted = pump_close(&transfer->pump);
	fd_close(&transfer->source);
	is_logged_first = end == PUMP_DONE || is_last(end);
	/* Success is logged before its reply, failure after it. A listing is
	 * not logged, but its pipe ends when the broker is killed, too: only
	 * its word is the end. */
	if (is_logged_first && (transfer->is_logged || end == PUMP_DONE))
		ask_finished(session, end == PUMP_DONE, moved);
	sent = reply_end(session, end, complete);
	if (transfer->is_logged && !is_logged_first)
		ask_finished(session, false, moved);
	return is_aborted ? reply_aborted(session) : sent;
}
