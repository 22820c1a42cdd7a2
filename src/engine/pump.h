/* SPDX-License-Identifier: ISC */
/*
 * Bytes from one descriptor to another, with an eye on the client: ABOR, the
 * end of the control connection, and a data connection that stands still are
 * noticed at once, without signals.
 */
#ifndef ENGINE_PUMP_H
#define ENGINE_PUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "engine/session.h"

enum pump_end {
	PUMP_DONE,
	PUMP_NETWORK,	/* the data connection broke */
	PUMP_LOCAL,	/* the file could not be read, or has shrunk */
	PUMP_ABORTED,	/* ABOR was taken; it wants its own reply */
	PUMP_STALLED,	/* nothing moved for data_connection_timeout */
};

/* Where bytes go, and how many have gone. */
struct pump {
	struct session *session;
	int stream;		/* non-blocking; the caller's */
	uint64_t moved;		/* bytes */
};

/*
 * A file from `offset` up to the size it had when it was opened; a file of
 * size 0, as in /proc, up to its end.
 */
enum pump_end pump_file(struct pump *pump, int file, uint64_t offset,
    uint64_t size) MUST_CHECK;

/* Everything that comes out of a pipe that the broker writes to. */
enum pump_end pump_pipe(struct pump *pump, int pipe) MUST_CHECK;

/*
 * Ends the stream and waits until the client's system has acknowledged all of
 * it: only then is a 226 true.
 */
enum pump_end pump_finish(struct pump *pump) MUST_CHECK;

#endif
