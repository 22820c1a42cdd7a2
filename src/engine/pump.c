/* SPDX-License-Identifier: ISC */
/*
 * The byte pump: see pump.h. Engine. The data connection's other end is the
 * client's; the file was opened by the broker under the session's rules.
 */
#include "engine/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "engine/control.h"
#include "engine/engine.h"

/* Large enough that the kernel never stops for us, small for its counters. */
#define SENDFILE_MOST ((uint64_t)1 << 30)
#define BLOCK_BYTES 65536

/* How long a transfer may go on for a client that closed the control
 * connection: long enough for one that closes it a moment too early. */
#define GRACE_MS 5000

/* PUMP_DONE means: go on. */
static enum pump_end
look_at_client(struct session *session)
{
	control_take_in(session);
	return control_take_abort(session) ? PUMP_ABORTED : PUMP_DONE;
}

/* The deadline, but at most `most_ms` from now. */
static struct deadline
sooner(struct deadline limit, int most_ms)
{
	int left = deadline_left_ms(limit);

	if (left == -1 || left > most_ms)
		limit.at_ms = clock_ms() + most_ms;
	return limit;
}

/* Milliseconds to wait for the data connection; -1 is for ever. */
static int
patience(const struct session *session)
{
	int most = deadline_left_ms(
	    deadline_in(session->conf->data_connection_timeout));

	if (session->control_is_gone && (most == -1 || most > GRACE_MS))
		return GRACE_MS;
	return most;
}

/*
 * Until `fd` is ready for `events`, or `limit_ms` has passed (PUMP_STALLED).
 * What the client says on the control connection is taken in meanwhile; when
 * it closes that, the wait gets short. NO_FD: only that, for `limit_ms`.
 */
static enum pump_end
wait_for(struct session *session, int fd, short events, int limit_ms)
{
	struct deadline limit = { limit_ms < 0 ? 0 : clock_ms() + limit_ms };

	for (;;) {
		bool look = !session->control_is_gone &&
		    control_has_room(session);
		struct pollfd fds[] = {
			{ .fd = fd, .events = events },
			{ .fd = session->server.fd, .events = POLLIN },
			{ .fd = session->control, .events = POLLIN },
		};
		int ready = poll(fds, look ? 3 : 2, deadline_left_ms(limit));

		if (ready == 0)
			return PUMP_STALLED;
		if (ready == -1 && errno != EINTR)
			return PUMP_NETWORK;
		if (ready > 0 && fds[1].revents != 0)
			leave(session, LEAVE_SERVER_GONE);
		if (ready > 0 && look && fds[2].revents != 0 &&
		    look_at_client(session) == PUMP_ABORTED)
			return PUMP_ABORTED;
		if (ready > 0 && fds[0].revents != 0)
			return PUMP_DONE;
		if (look && session->control_is_gone)
			limit = sooner(limit, GRACE_MS);
	}
}

/* After a call that would block: until the stream takes more. */
static enum pump_end
wait_writable(struct pump *pump)
{
	return wait_for(pump->session, pump->stream, POLLOUT,
	    patience(pump->session));
}

static bool
is_would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK;
}

/* Which end broke, after a call that touches both a file and a socket. */
static enum pump_end
broken_end(void)
{
	return errno == EIO || errno == ESTALE ? PUMP_LOCAL : PUMP_NETWORK;
}

static enum pump_end
send_all(struct pump *pump, struct span bytes)
{
	enum pump_end end = PUMP_DONE;

	while (bytes.len > 0 && end == PUMP_DONE) {
		ssize_t sent = send(pump->stream, bytes.at, bytes.len,
		    MSG_NOSIGNAL);

		if (sent > 0) {
			pump->moved += (uint64_t)sent;
			bytes = span_from(bytes, (size_t)sent);
		} else if (is_would_block()) {
			end = wait_writable(pump);
		} else if (errno != EINTR) {
			end = PUMP_NETWORK;
		}
	}
	return end;
}

/* What sendfile cannot do: files without a size. */
static enum pump_end
copy_to_end(struct pump *pump, int file)
{
	char block[BLOCK_BYTES];
	enum pump_end end = PUMP_DONE;

	while (end == PUMP_DONE) {
		ssize_t got = read(file, block, sizeof(block));

		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? PUMP_DONE : PUMP_LOCAL;
		end = send_all(pump, span_make(block, (size_t)got));
	}
	return end;
}

enum pump_end
pump_file(struct pump *pump, int file, uint64_t offset, uint64_t size)
{
	off_t at = (off_t)offset;
	enum pump_end end = PUMP_DONE;

	if (size == 0)
		return copy_to_end(pump, file);
	while (offset + pump->moved < size && end == PUMP_DONE) {
		uint64_t left = size - offset - pump->moved;
		ssize_t sent = sendfile(pump->stream, file, &at,
		    left < SENDFILE_MOST ? left : SENDFILE_MOST);

		if (sent > 0)
			pump->moved += (uint64_t)sent;
		else if (sent == 0)
			return PUMP_LOCAL;	/* it has shrunk */
		else if (is_would_block())
			end = wait_writable(pump);
		else if (errno != EINTR)
			end = broken_end();
	}
	return end;
}

/* A pipe gives EAGAIN for either end; the stream is the usual one. */
static enum pump_end
wait_for_pipe(struct pump *pump, int pipe)
{
	enum pump_end end = wait_for(pump->session, pipe, POLLIN,
	    patience(pump->session));

	return end == PUMP_DONE ? wait_writable(pump) : end;
}

/* A broker that died would look like the end of its listing. */
static void
check_server(struct session *session)
{
	struct pollfd server = { session->server.fd, POLLIN, 0 };

	if (poll(&server, 1, 0) != 0)
		leave(session, LEAVE_SERVER_GONE);
}

enum pump_end
pump_pipe(struct pump *pump, int pipe)
{
	enum pump_end end = PUMP_DONE;

	while (end == PUMP_DONE) {
		ssize_t moved = splice(pipe, NULL, pump->stream, NULL,
		    SENDFILE_MOST, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

		if (moved > 0)
			pump->moved += (uint64_t)moved;
		else if (moved == 0)
			break;
		else if (is_would_block())
			end = wait_for_pipe(pump, pipe);
		else if (errno != EINTR)
			end = PUMP_NETWORK;
	}
	if (end == PUMP_DONE)
		check_server(pump->session);
	return end;
}

/* The end of the stream counts as a byte; whether that has arrived matters to
 * nobody. */
#define ONLY_FIN 1

/* Bytes that the peer has not acknowledged, our FIN included; -1 when the
 * connection is broken. */
static int
unacknowledged(int stream)
{
	int count = 0, error = 0;
	socklen_t size = sizeof(error);

	if (ioctl(stream, SIOCOUTQ, &count) == -1)
		return -1;
	if (count > ONLY_FIN &&
	    (getsockopt(stream, SOL_SOCKET, SO_ERROR, &error, &size) == -1 ||
	    error != 0))
		return -1;
	return count;
}

/*
 * No event tells that the last byte was acknowledged, so this asks, at ever
 * longer intervals. On a close network the first question is enough.
 */
enum pump_end
pump_finish(struct pump *pump)
{
	int64_t moved_at = clock_ms();
	int limit = patience(pump->session);
	int last = -1, left, pause = 1;

	if (shutdown(pump->stream, SHUT_WR) == -1)
		return PUMP_NETWORK;
	while ((left = unacknowledged(pump->stream)) > ONLY_FIN) {
		if (wait_for(pump->session, NO_FD, 0, pause) == PUMP_ABORTED)
			return PUMP_ABORTED;
		if (left != last)
			moved_at = clock_ms();
		last = left;
		if (limit >= 0 && clock_ms() - moved_at > limit)
			return PUMP_STALLED;
		pause = pause < 50 ? 2 * pause : 50;
	}
	return left >= 0 ? PUMP_DONE : PUMP_NETWORK;
}
