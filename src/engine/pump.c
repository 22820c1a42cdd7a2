/* SPDX-License-Identifier: ISC */
/*
 * The byte pump: see pump.h. Engine. The data connection's other end is the
 * client's; the file was opened by the broker under the session's rules.
 */
#include "engine/pump.h"

#include <errno.h>
#include <poll.h>

#include "base/deadline.h"
#include "base/fd.h"
#include "engine/meanwhile.h"
#include "engine/rate.h"
#include "table/page.h"

/* A stream that never blocks moves so many bytes between two looks at the
 * client: a fraction of a second, even from a slow disk. */
#define LOOK_EVERY ((uint64_t)8 << 20)

void
pump_open(struct pump *pump, struct session *session, int stream)
{
	*pump = (struct pump){
		.session = session,
		.stream = { .fd = stream, .is_kept = session->is_active },
		.rate = session->max_rate,
	};
	if (pump->rate > 0)
		pump->began_us = clock_us();
	page_begin_transfer(session->page);
	meanwhile_move(session, pump);
}

size_t
pump_piece(const struct pump *pump, uint64_t most)
{
	size_t piece = pump->rate == 0 ? LOOK_EVERY : rate_piece(pump->rate,
	    pump->session->conf->trans_chunk_size);

	return most < piece ? (size_t)most : piece;
}

enum pump_end
pump_end_of(enum awaited awaited, enum pump_end at_limit)
{
	switch (awaited) {
	case AWAITED_READY:
		return PUMP_DONE;
	case AWAITED_TIME:
		return at_limit;
	case AWAITED_ABORT:
		return PUMP_ABORTED;
	case AWAITED_NOBODY:
		break;
	}
	return PUMP_DESERTED;
}

/* With an eye on the stream, too: it may break. */
static enum pump_end
pause_for(struct pump *pump, int ms)
{
	pump->looked = pump->moved;
	return pump_end_of(meanwhile_wait(pump->session, pump->stream.fd, 0,
	    deadline_in_ms(ms)), PUMP_DONE);
}

enum pump_end
pump_count(struct pump *pump, size_t bytes)
{
	int pause = 0;

	pump->moved += bytes;
	page_count(pump->session->page, bytes);
	if (pump->rate > 0)
		pause = rate_pause_ms(pump->rate, pump->moved,
		    clock_us() - pump->began_us);
	if (pause > 0 || pump->moved - pump->looked >= LOOK_EVERY)
		return pause_for(pump, pause);
	return PUMP_DONE;
}

enum pump_end
pump_wait(struct pump *pump, int fd, short events)
{
	const struct conf *conf = pump->session->conf;

	return pump_end_of(meanwhile_wait(pump->session, fd, events,
	    deadline_in(conf->data_connection_timeout)), PUMP_STALLED);
}

enum pump_end
pump_retry(struct pump *pump, short events)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return pump_wait(pump, pump->stream.fd,
		    stream_wants(&pump->stream, events));
	return errno == EINTR ? PUMP_DONE : PUMP_NETWORK;
}

bool
pump_lacks_call(void)
{
	return errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS;
}

/* TLS's close, and the client's answer if options insist on that. */
static enum pump_end
say_close(struct pump *pump)
{
	bool awaits_answer = pump->session->conf->strict_ssl_write_shutdown;
	enum pump_end end = PUMP_DONE;

	while (end == PUMP_DONE) {
		enum tls_step step = stream_say_close(&pump->stream);
		short events = stream_wants(&pump->stream, 0);

		if (step == TLS_DONE ||
		    (!awaits_answer && (step == TLS_FAILED ||
		    events == POLLIN)))
			return PUMP_DONE;
		if (step == TLS_FAILED)
			return PUMP_NETWORK;
		end = pump_wait(pump, pump->stream.fd, events);
	}
	return end;
}

/*
 * No event tells that the last byte was acknowledged, so this asks, at ever
 * longer intervals. On a close network the first question is enough.
 */
enum pump_end
pump_finish(struct pump *pump)
{
	unsigned timeout = pump->session->conf->data_connection_timeout;
	struct deadline limit = { 0 };
	int last = -1, pause = 1, left = 0;
	enum pump_end end;

	end = say_close(pump);
	if (end == PUMP_DONE && stream_finish(&pump->stream) == -1)
		return PUMP_NETWORK;
	while (end == PUMP_DONE &&
	    (left = stream_unacknowledged(&pump->stream)) > 0) {
		if (left != last)
			limit = deadline_in(timeout);
		else if (deadline_has_passed(limit))
			return PUMP_STALLED;
		last = left;
		end = pump_end_of(meanwhile_wait(pump->session, NO_FD, 0,
		    deadline_in_ms(pause)), PUMP_DONE);
		pause = pause < 50 ? 2 * pause : 50;
	}
	return end == PUMP_DONE && left == -1 ? PUMP_NETWORK : end;
}

bool
pump_close(struct pump *pump)
{
	stream_close(&pump->stream);
	page_end_transfer(pump->session->page);
	return meanwhile_end(pump->session);
}
