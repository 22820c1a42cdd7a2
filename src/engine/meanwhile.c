/* SPDX-License-Identifier: ISC */
/* The eye on client and server: see meanwhile.h. Engine. */
#include "engine/meanwhile.h"

#include <errno.h>
#include <poll.h>

#include "base/fd.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "engine/control.h"
#include "engine/engine.h"

/* What a transfer may still take when nobody is left to be told of it. */
#define GRACE_MS 5000

/* The client has closed its side, or the connection is broken. Bytes that it
 * has sent before that may wait to be read. */
#define HANG_UP (POLLRDHUP | POLLHUP | POLLERR)

/* A reply must not come before that to an earlier command: so only the first
 * of the lines that wait runs at once, unless it is one that overtakes. */
static bool
may_run(const struct session *session, unsigned during, bool is_new)
{
	if ((during & OVERTAKES) != 0)
		return true;
	return is_new && (during & DURING_TRANSFER) != 0 &&
	    session->meanwhile.looked == 0;
}

/*
 * Runs what may run of the lines that nobody has looked at. Those that were
 * there when it began, sent in one go with the command, are answered in turn.
 * Apart, so that its line is on no other stack.
 */
static NOINLINE void
run_lines(struct session *session, bool is_new)
{
	struct meanwhile *now = &session->meanwhile;
	char storage[LINE_MAX_BYTES];
	struct span line;
	size_t len;

	/* What comes behind an ABOR comes behind the transfer, and so does a
	 * second ABOR: each has its own reply. */
	while (!now->is_aborted &&
	    (len = control_peek(session, now->looked, storage, &line)) > 0) {
		unsigned during = command_during(session, line);

		if (may_run(session, during, is_new)) {
			control_drop(session, now->looked, len);
			(void)command_dispatch(session, line);
			continue;
		}
		now->looked += len;
		if ((during & KEEPS_ALIVE) != 0)
			now->is_wanted = true;
	}
}

static void
hang_up(struct meanwhile *now)
{
	now->has_hung_up = true;
	if (!now->is_wanted)
		now->grace = deadline_in_ms(now->pump != NULL ? GRACE_MS : 0);
}

void
meanwhile_begin(struct session *session)
{
	session->meanwhile = (struct meanwhile){ .is_on = true };
	run_lines(session, false);
	if (session->control_is_gone)
		hang_up(&session->meanwhile);
}

void
meanwhile_move(struct session *session, const struct pump *pump)
{
	session->meanwhile.pump = pump;
	if (session->meanwhile.has_hung_up)
		hang_up(&session->meanwhile);
}

bool
meanwhile_end(struct session *session)
{
	session->meanwhile.is_on = false;
	session->meanwhile.pump = NULL;
	return session->meanwhile.is_aborted;
}

static void
look_at_client(struct session *session, short events)
{
	if (control_has_room(session)) {
		control_take_in(session);
		run_lines(session, true);
	}
	if ((events & HANG_UP) != 0 || session->control_is_gone)
		hang_up(&session->meanwhile);
}

/* Once it has hung up it would be ready for ever: it is asked no more. */
static struct pollfd
client_of(const struct session *session)
{
	return (struct pollfd){
		.fd = session->meanwhile.has_hung_up ? NO_FD
		    : session->control.fd,
		.events = control_has_room(session) ? POLLIN | POLLRDHUP
		    : POLLRDHUP,
	};
}

/* Lines that TLS has received already, so that no poll tells of them. */
static bool
has_unseen(const struct session *session)
{
	return !session->meanwhile.has_hung_up && control_has_room(session) &&
	    stream_has_pending(&session->control);
}

/* One poll; whether `fd` is ready. */
static bool
poll_once(struct session *session, int fd, short events, int limit_ms)
{
	int server = session->server.fd;
	bool unseen = has_unseen(session);
	struct pollfd fds[] = {
		{ .fd = fd, .events = events },
		{ .fd = fd == server ? NO_FD : server, .events = POLLIN },
		client_of(session),
	};
	int ready = poll(fds, COUNT_OF(fds), unseen ? 0 : limit_ms);

	if (ready == -1 && errno != EINTR)
		leave(session, LEAVE_SERVER_GONE);
	if (ready <= 0 && !unseen)
		return false;
	if (fds[1].revents != 0)
		leave(session, LEAVE_SERVER_GONE);
	if (fds[2].revents != 0 || unseen)
		look_at_client(session, fds[2].revents);
	return fds[0].revents != 0;
}

enum awaited
meanwhile_wait(struct session *session, int fd, short events,
    struct deadline limit)
{
	const struct meanwhile *now = &session->meanwhile;

	while (!now->is_aborted) {
		struct deadline until = deadline_sooner(limit, now->grace);
		bool is_ready = poll_once(session, fd, events,
		    deadline_left_ms(until));

		if (now->is_aborted)
			break;
		/* Before the rest, or a busy stream would never end. */
		if (deadline_has_passed(now->grace))
			return AWAITED_NOBODY;
		if (is_ready)
			return AWAITED_READY;
		if (deadline_has_passed(limit))
			return AWAITED_TIME;
	}
	return AWAITED_ABORT;
}
