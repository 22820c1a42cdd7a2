/* SPDX-License-Identifier: ISC */
/*
 * What every transfer has, whichever way its bytes go: a data connection, a
 * count, a rate, and patience. While it waits the client and the server are
 * watched (meanwhile.h). send.h moves bytes with it.
 *
 *     while (end == PUMP_DONE && something is left) {
 *             moved = stream_send(&pump->stream, ...);
 *             end = moved > 0 ? pump_count(pump, moved)
 *                 : pump_retry(pump, POLLOUT);
 *     }
 */
#ifndef ENGINE_PUMP_H
#define ENGINE_PUMP_H

#include <stdint.h>

#include "base/attrs.h"
#include "engine/meanwhile.h"
#include "engine/session.h"
#include "engine/stream.h"

enum pump_end {
	PUMP_DONE,	/* or, inside: go on */
	PUMP_NETWORK,	/* the data connection broke */
	PUMP_LOCAL,	/* the file could not be read or written */
	PUMP_SHRUNK,	/* the file has become shorter than announced */
	PUMP_ABORTED,	/* by an ABOR, which wants its own reply */
	PUMP_STALLED,	/* nothing moved for data_connection_timeout */
	PUMP_DESERTED,	/* the client has gone */
	PUMP_UNPROTECTED, /* no TLS handshake on the data connection */
	PUMP_FOREIGN,	/* it is not of the control connection's TLS session */
};

struct pump {
	struct session *session;
	struct stream stream;
	uint64_t moved;		/* bytes */
	uint64_t looked;	/* of them, when the client was looked at */
	uint32_t rate;		/* bytes per second; 0: as fast as can be */
	int64_t began_us;	/* for the rate */
	int error;		/* PUMP_LOCAL of an upload: its errno */
};

/* Takes the data connection. `pump` stays where it is until pump_close. */
void pump_open(struct pump *pump, struct session *session, int stream);

/* Bytes to move at a time: `most`, or less where a rate is set. */
size_t pump_piece(const struct pump *pump, uint64_t most) MUST_CHECK;

/* So many bytes have moved. Waits as the rate wants it, and looks at the client
 * now and then: a stream that never blocks must not hide it. */
enum pump_end pump_count(struct pump *pump, size_t bytes) MUST_CHECK;

/* How a wait has ended, whose limit is a reason to give up, or none. */
enum pump_end pump_end_of(enum awaited awaited, enum pump_end at_limit)
    MUST_CHECK;

/* After -1 from the stream: waits for `events` where that helps. */
enum pump_end pump_retry(struct pump *pump, short events) MUST_CHECK;

/* After -1 of a call that moves bytes without touching them: does this file, or
 * its file system, have no such call? Then nothing has moved. */
bool pump_lacks_call(void) MUST_CHECK;

/* Until another descriptor is ready for `events`, as patiently. */
enum pump_end pump_wait(struct pump *pump, int fd, short events) MUST_CHECK;

/*
 * Ends the stream and waits until the client's system has acknowledged all of
 * it: only then is a 226 true.
 */
enum pump_end pump_finish(struct pump *pump) MUST_CHECK;

/* Closes the data connection. Is there an ABOR that wants its answer? */
bool pump_close(struct pump *pump) MUST_CHECK;

#endif
