/* SPDX-License-Identifier: ISC */
/*
 * The eye on the client and on the server while a command waits for its data
 * connection or moves bytes: lines that may run at once do (enum during), an
 * ABOR ends what is on, and so does a client that has gone, after a grace.
 * Nobody is told by a signal, and nothing grows: lines that must wait stay
 * where they were received, and when that is full no more is read.
 */
#ifndef ENGINE_MEANWHILE_H
#define ENGINE_MEANWHILE_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/deadline.h"
#include "engine/session.h"

enum awaited {
	AWAITED_READY,		/* the descriptor is */
	AWAITED_TIME,		/* the limit has been reached */
	AWAITED_ABORT,		/* an ABOR was taken, now or before */
	AWAITED_NOBODY,		/* the client has gone, and its grace is over */
};

/* A command waits for its data connection. A client that goes ends that at
 * once. */
void meanwhile_begin(struct session *session);

/* The data connection is there. From now on a client that closes the control
 * connection has a grace: it may have done so a moment too early. */
void meanwhile_move(struct session *session, const struct pump *pump);

/*
 * Until `fd` is ready for `events`, or broken, or `limit` is reached. NO_FD:
 * until the limit; one that has passed: a look, without waiting. A server that
 * goes ends the session; if `fd` is its channel, that is what is waited for.
 */
enum awaited meanwhile_wait(struct session *session, int fd, short events,
    struct deadline limit) MUST_CHECK;

/* It is over. Is there an ABOR that wants its answer now? */
bool meanwhile_end(struct session *session) MUST_CHECK;

#endif
