/* SPDX-License-Identifier: ISC */
/* Data transfers: see transfer.h. Engine. */
#include "engine/transfer.h"

#include <errno.h>
#include <unistd.h>

#include "base/fd.h"
#include "engine/ask.h"
#include "engine/engine.h"
#include "engine/meanwhile.h"
#include "engine/secure.h"

void
transfer_start(struct transfer *transfer, struct session *session, int stream,
    int file)
{
	*transfer = (struct transfer){ .file = file, .is_logged = true };
	pump_open(&transfer->pump, session, stream);
}

bool
transfer_protect(struct transfer *transfer)
{
	struct pump *pump = &transfer->pump;

	if (!pump->session->secure.protects_data)
		return true;
	transfer->end = secure_data(pump);
	if (transfer->end == PUMP_DONE && transfer->is_upload) {
		pump->error = ask_begin(pump->session);
		if (pump->error != 0)
			transfer->end = PUMP_LOCAL;
	}
	return transfer->end == PUMP_DONE;
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
reply_refusal(struct session *session, enum refusal refusal, int code,
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
	case REFUSED_CLEAR:
		return reply(session, 522, "Data connections must be "
		    "encrypted here: PROT P.");
	case REFUSED_BUSY:
		return reply(session, 450, "Somebody else is writing to this "
		    "file, or reading it; try again.");
	case GRANTED:
	case REFUSED_FAILED:
	case REFUSED_COUNT:
		break;
	}
	return reply(session, code, failed);
}

struct sent
transfer_refuse(struct session *session, enum refusal refusal, int code,
    const char *failed)
{
	bool is_aborted = meanwhile_end(session);
	struct sent sent = reply_refusal(session, refusal, code, failed);

	/* A failure that is logged is logged after its reply. */
	(void)!ask_finished(session, false, 0);
	return is_aborted ? reply_aborted(session) : sent;
}

bool
transfer_is_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

static struct sent
reply_local(struct session *session, int error)
{
	if (transfer_is_full(error))
		return reply(session, 552, "There is no room for the whole "
		    "file.");
	return reply(session, 451, error != 0
	    ? "The file could not be written."
	    : "The file could not be read to its end.");
}

static struct sent
reply_end(const struct transfer *transfer, enum pump_end end,
    const char *complete)
{
	struct session *session = transfer->pump.session;

	switch (end) {
	case PUMP_DONE:
		return reply(session, 226, complete);
	case PUMP_LOCAL:
		return reply_local(session, transfer->pump.error);
	case PUMP_SHRUNK:
		return reply(session, 426, "The file has become shorter.");
	case PUMP_UNPROTECTED:
		return reply(session, 522, "The data connection could not be "
		    "encrypted.");
	case PUMP_FOREIGN:
		return reply(session, 522, "The data connection must continue "
		    "the TLS session of this one.");
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

/* Both ends of it. What an upload could not write may show only now. */
static enum pump_end
close_both(struct transfer *transfer, bool *aborted_out)
{
	enum pump_end end = transfer->end;

	if (end == PUMP_DONE && !transfer->is_upload)
		end = pump_finish(&transfer->pump);
	else if (end == PUMP_DONE)
		(void)!stream_say_close(&transfer->pump.stream);
	if (transfer->pump.stream.was_cut)
		secure_note_cut(transfer->pump.session, "Data");
	*aborted_out = pump_close(&transfer->pump);
	if (transfer->is_upload && close(transfer->file) == -1 &&
	    end == PUMP_DONE) {
		transfer->pump.error = errno;
		end = PUMP_LOCAL;
	} else if (!transfer->is_upload) {
		fd_close(&transfer->file);
	}
	return end;
}

/* Success is logged before its reply, failure after it. What the broker has to
 * say about an upload decides which it is. */
static enum pump_end
report_first(struct transfer *transfer, enum pump_end end)
{
	int error = 0;

	/* A listing is not logged, but its pipe ends when the broker is killed,
	 * too: only its word is the end. */
	if (end == PUMP_DONE || (transfer->is_logged && is_last(end)))
		error = ask_finished(transfer->pump.session, end == PUMP_DONE,
		    transfer->pump.moved);
	if (end != PUMP_DONE || error == 0)
		return end;
	transfer->is_logged = false;	/* it is, as the failure that it is */
	transfer->pump.error = transfer->is_upload ? error : 0;
	return PUMP_LOCAL;
}

struct sent
transfer_finish(struct transfer *transfer, const char *complete)
{
	struct session *session = transfer->pump.session;
	bool is_aborted;
	enum pump_end end = close_both(transfer, &is_aborted);
	struct sent sent;

	end = report_first(transfer, end);
	sent = reply_end(transfer, end, complete);
	if (transfer->is_logged && end != PUMP_DONE && !is_last(end))
		(void)!ask_finished(session, false, transfer->pump.moved);
	return is_aborted ? reply_aborted(session) : sent;
}
