/* SPDX-License-Identifier: ISC */
/*
 * The control connection, read: lines out of bytes (protocol.md 1.3). Nothing
 * here knows a command.
 */
#ifndef ENGINE_CONTROL_H
#define ENGINE_CONTROL_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/deadline.h"
#include "base/span.h"
#include "engine/session.h"

/*
 * The next line, without its line end, Telnet sequences removed, NUL turned
 * into LF. Waits until idle_session_timeout; sessions that cannot go on end
 * here. The span is valid, and the caller may write to it, until the next call.
 */
struct span control_next_line(struct session *session);

/*
 * Takes in what the client has sent meanwhile, without waiting and without
 * looking at it. Sets session->control_is_gone at its end.
 */
void control_take_in(struct session *session);

/* Is there room for control_take_in? If not, do not poll for input. */
bool control_has_room(const struct session *session) MUST_CHECK;

/*
 * If the next whole line is ABOR, takes it and returns true: for the time when
 * a transfer or the wait for one is on.
 */
bool control_take_abort(struct session *session) MUST_CHECK;

#endif
