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
 * here. The span is valid until the next call, whatever is taken in meanwhile.
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
 * Looks at a line that waits, `at` bytes behind the first one, without taking
 * it: *line_out is a copy in `storage`, as control_next_line would return it.
 * Its length as it came, with its LF; 0 when there is no whole line there.
 */
size_t control_peek(const struct session *session, size_t at,
    char storage[static LINE_MAX_BYTES], struct span *line_out) MUST_CHECK;

/* Forgets what was received: the connection changes. Was there more than the
 * line that is being executed? */
bool control_forget_all(struct session *session) MUST_CHECK;

/* Takes a line out that control_peek has shown; the others close up. */
void control_drop(struct session *session, size_t at, size_t len);

#endif
