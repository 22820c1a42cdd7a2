/* SPDX-License-Identifier: ISC */
/*
 * Lines out of bytes: see control.h. Engine; every byte here comes from the
 * network.
 */
#include "engine/control.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/wipe.h"
#include "engine/engine.h"
#include "engine/reply.h"

/* Telnet (RFC 854). Valid UTF-8 has none of these bytes. */
#define IAC 0xff
#define TELNET_WILL 0xfb
#define TELNET_DONT 0xfe
#define TELNET_FIRST 0xf0

bool
control_has_room(const struct session *session)
{
	return session->in.end < sizeof(session->in.bytes);
}

void
control_take_in(struct session *session)
{
	struct line_input *in = &session->in;
	ssize_t got;

	do {
		got = stream_receive(&session->control, in->bytes + in->end,
		    sizeof(in->bytes) - in->end);
	} while (got == -1 && errno == EINTR);
	if (got > 0)
		in->end += (size_t)got;
	else if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
		session->control_is_gone = true;
}

/*
 * Forgets the last line, and moves what waits to the front: so a line is
 * always followed by room for another one. It may have been a password, so
 * nothing of it stays behind what the next one covers.
 */
static void
forget_line(struct line_input *in)
{
	if (in->begin == 0)
		return;
	memmove(in->bytes, in->bytes + in->begin, in->end - in->begin);
	in->end -= in->begin;
	wipe(in->bytes + in->end, in->begin);
	in->begin = 0;
}

/*
 * Removes Telnet negotiation in place and halves doubled FF. Anything else
 * behind FF is left alone. Returns the new length.
 */
static size_t
strip_telnet(unsigned char *line, size_t len)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char next = i + 1 < len ? line[i + 1] : 0;

		if (line[i] != IAC || next < TELNET_FIRST) {
			line[out++] = line[i];
			continue;
		}
		if (next == IAC)
			line[out++] = IAC;
		i += next >= TELNET_WILL && next <= TELNET_DONT ? 2 : 1;
	}
	return out;
}

/* The bytes of a line without its LF become what a command sees. */
static struct span
clean(char *line, size_t len)
{
	if (memchr(line, IAC, len) != NULL)
		len = strip_telnet((unsigned char *)line, len);
	for (char *nul = memchr(line, '\0', len); nul != NULL;
	    nul = memchr(nul, '\0', (size_t)(line + len - nul)))
		*nul = '\n';
	while (len > 0 && line[len - 1] == '\r')
		len--;
	return span_make(line, len);
}

/* Length of the first whole line with its LF; 0 when there is none yet. */
static size_t
whole_line(struct line_input *in)
{
	const char *from = in->bytes + in->begin;
	size_t have = in->end - in->begin;
	const char *lf = have > in->searched
	    ? memchr(from + in->searched, '\n', have - in->searched) : NULL;

	in->searched = lf != NULL ? 0 : have;
	return lf != NULL ? (size_t)(lf - from) + 1 : 0;
}

static struct span
take_line(struct line_input *in, size_t len)
{
	char *line = in->bytes + in->begin;

	in->begin += len;
	in->searched = 0;
	return clean(line, len - 1);
}

/* Until the client has sent something. The server ending is noticed here. */
static void
wait_for_client(struct session *session, struct deadline deadline)
{
	struct pollfd fds[] = {
		{ .fd = session->control.fd, .events = POLLIN },
		{ .fd = session->server.fd, .events = POLLIN },
	};
	bool unseen = stream_has_pending(&session->control);
	int ready = poll(fds, COUNT_OF(fds),
	    unseen ? 0 : deadline_left_ms(deadline));

	if (ready == -1 && errno == EINTR)
		return;
	if (ready <= 0 && !unseen)
		leave(session, LEAVE_IDLE);
	/* Nothing was asked: only its end can make that channel readable. */
	if (fds[1].revents != 0)
		leave(session, LEAVE_SERVER_GONE);
	control_take_in(session);
}

struct span
control_next_line(struct session *session)
{
	struct deadline deadline =
	    deadline_in(session->conf->idle_session_timeout);
	size_t len;

	forget_line(&session->in);
	while ((len = whole_line(&session->in)) == 0) {
		if (session->in.end >= LINE_MAX_BYTES)
			leave_after(session, 500, "The line is too long.");
		if (session->control_is_gone)
			leave(session, LEAVE_CLIENT_GONE);
		wait_for_client(session, deadline);
	}
	if (len > LINE_MAX_BYTES)
		leave_after(session, 500, "The line is too long.");
	return take_line(&session->in, len);
}

size_t
control_peek(const struct session *session, size_t at,
    char storage[static LINE_MAX_BYTES], struct span *line_out)
{
	const struct line_input *in = &session->in;
	const char *from = in->bytes + in->begin + at;
	size_t have = in->end - in->begin - at;
	const char *lf = have > 0 ? memchr(from, '\n', have) : NULL;
	size_t len = lf != NULL ? (size_t)(lf - from) + 1 : 0;

	/* One that is too long ends the session in its turn. */
	if (len == 0 || len > LINE_MAX_BYTES)
		return 0;
	memcpy(storage, from, len);
	*line_out = clean(storage, len - 1);
	return len;
}

bool
control_forget_all(struct session *session)
{
	struct line_input *in = &session->in;
	bool was_more = in->end > in->begin;

	wipe(in->bytes, sizeof(in->bytes));
	in->begin = in->end = in->searched = 0;
	return was_more;
}

void
control_drop(struct session *session, size_t at, size_t len)
{
	struct line_input *in = &session->in;
	char *gap = in->bytes + in->begin + at;
	char *rest = gap + len;

	memmove(gap, rest, (size_t)(in->bytes + in->end - rest));
	in->end -= len;
	in->searched = 0;
}
