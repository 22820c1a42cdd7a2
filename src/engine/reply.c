/* SPDX-License-Identifier: ISC */
/* Replies: see reply.h. Engine. Texts may hold foreign bytes. */
#include "engine/reply.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>

#include "engine/ask.h"
#include "engine/engine.h"
#include "engine/secure.h"
#include "wire/reply_line.h"

/* The client may be slow to read; it may not be slower than this. A server that
 * ends must not have to wait for it. */
static void
wait_until_writable(struct session *session, struct deadline deadline)
{
	struct pollfd fds[] = {
		{ session->control.fd,
		  stream_wants(&session->control, POLLOUT), 0 },
		{ session->server.fd, 0, 0 },
	};

	if (poll(fds, COUNT_OF(fds), deadline_left_ms(deadline)) == 0 ||
	    fds[1].revents != 0)
		leave(session, LEAVE_CLIENT_GONE);
}

static void
transmit(struct session *session, struct span bytes)
{
	struct deadline deadline =
	    deadline_in(session->conf->idle_session_timeout);

	if (session->secure.owes_ticket && bytes.len > 0)
		secure_pay_ticket(session);
	while (bytes.len > 0) {
		ssize_t sent = stream_send(&session->control, bytes);

		if (sent > 0)
			bytes = span_from(bytes, (size_t)sent);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			wait_until_writable(session, deadline);
		else if (errno != EINTR)
			leave(session, LEAVE_CLIENT_GONE);
	}
}

static void
flush(struct session *session)
{
	struct span bytes = buf_span(&session->out);

	buf_clear(&session->out);
	transmit(session, bytes);
}

static void
put_line(struct session *session, int code, char separator, struct span text)
{
	struct buf *out = &session->out;
	size_t before;

	/* A path of 4096 bytes, all doubled, fits behind nothing else. */
	if (buf_room(out) < reply_line_most(text))
		flush(session);
	before = out->len;
	reply_line_put(out, (unsigned)code, separator, text);
	if (session->conf->log_ftp_protocol)
		tell_note(session, EV_RESPONSE, span_make(out->at + before,
		    out->len - before));
	buf_put_text(out, "\r\n");
}

struct sent
reply_span(struct session *session, int code, struct span text)
{
	put_line(session, code, ' ', text);
	flush(session);
	return (struct sent){ code };
}

struct sent
reply(struct session *session, int code, const char *text)
{
	return reply_span(session, code, span_of(text));
}

static struct sent
reply_formatted(struct session *session, int code, const char *format,
    va_list args)
{
	char storage[3 * LINE_MAX_BYTES];
	struct buf text = BUF_OVER(storage);

	buf_putfv(&text, format, args);
	return reply_span(session, code, buf_span(&text));
}

struct sent
replyf(struct session *session, int code, const char *format, ...)
{
	va_list args;
	struct sent sent;

	va_start(args, format);
	sent = reply_formatted(session, code, format, args);
	va_end(args);
	return sent;
}

static void
put_in_quotes(struct buf *text, struct span path)
{
	for (size_t i = 0; i < path.len; i++) {
		if (path.at[i] == '"')
			buf_put_char(text, '"');
		buf_put_char(text, path.at[i]);
	}
}

struct sent
reply_path(struct session *session, struct span path, const char *words)
{
	char storage[2 * PATH_MAX + 64];
	struct buf text = BUF_OVER(storage);

	buf_put_char(&text, '"');
	put_in_quotes(&text, path);
	buf_put_text(&text, "\" ");
	buf_put_text(&text, words);
	return reply_span(session, 257, buf_span(&text));
}

struct sent
reply_nothing(void)
{
	return (struct sent){ 0 };
}

void
reply_mark(struct session *session, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)reply_formatted(session, code, format, args);
	va_end(args);
}

void
reply_continue(struct session *session, int code, struct span text)
{
	put_line(session, code, '-', text);
}

void
reply_message(struct session *session, int code, struct span text)
{
	while (text.len > 0)
		reply_continue(session, code, reply_line_split(&text));
}

void
reply_raw(struct session *session, const char *format, ...)
{
	struct buf *out = &session->out;
	size_t before;
	va_list args;

	if (buf_room(out) < sizeof(session->out_storage) / 4)
		flush(session);
	before = out->len;
	va_start(args, format);
	buf_putfv(out, format, args);
	va_end(args);
	if (session->conf->log_ftp_protocol)
		tell_note(session, EV_RESPONSE, span_make(out->at + before,
		    out->len - before));
	buf_put_text(out, "\r\n");
}

void
reply_listing(struct session *session, struct span lines)
{
	flush(session);
	transmit(session, lines);
}

void
leave_after(struct session *session, int code, const char *text)
{
	(void)reply(session, code, text);
	leave(session, LEAVE_TOLD);
}
