/* SPDX-License-Identifier: ISC */
/* A connection with the client: see stream.h. Engine. */
#include "engine/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "base/fd.h"

ssize_t
stream_send(const struct stream *stream, struct span bytes)
{
	if (stream->secure != NULL)
		return stream->tls->send(stream->secure, bytes);
	return send(stream->fd, bytes.at, bytes.len,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t
stream_send_file(const struct stream *stream, int file, size_t most)
{
	return sendfile(stream->fd, file, NULL, most);
}

ssize_t
stream_send_pipe(const struct stream *stream, int pipe, size_t most)
{
	return splice(pipe, NULL, stream->fd, NULL, most,
	    SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

/* An end that an attacker can make is one only where options say so. */
static ssize_t
receive_secure(struct stream *stream, void *bytes, size_t most)
{
	ssize_t got = stream->tls->receive(stream->secure, bytes, most);

	if (got != -1 || errno != ECONNABORTED)
		return got;
	stream->was_cut = true;
	return stream->tolerates_cut ? 0 : -1;
}

ssize_t
stream_receive(struct stream *stream, void *bytes, size_t most)
{
	if (stream->secure != NULL)
		return receive_secure(stream, bytes, most);
	return recv(stream->fd, bytes, most, MSG_DONTWAIT);
}

ssize_t
stream_receive_pipe(const struct stream *stream, int pipe, size_t most)
{
	return splice(stream->fd, NULL, pipe, NULL, most,
	    SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

short
stream_wants(const struct stream *stream, short events)
{
	return stream->secure != NULL ? stream->tls->wants(stream->secure)
	    : events;
}

bool
stream_has_pending(const struct stream *stream)
{
	return stream->secure != NULL &&
	    stream->tls->has_pending(stream->secure);
}

enum tls_step
stream_say_close(const struct stream *stream)
{
	return stream->secure != NULL ? stream->tls->finish(stream->secure)
	    : TLS_DONE;
}

int
stream_finish(const struct stream *stream)
{
	return shutdown(stream->fd, SHUT_WR);
}

/* The end of the stream counts as a byte; whether that has arrived matters to
 * nobody. */
#define ONLY_FIN 1

int
stream_unacknowledged(const struct stream *stream)
{
	int count = 0, error = 0;
	socklen_t size = sizeof(error);

	if (ioctl(stream->fd, SIOCOUTQ, &count) == -1)
		return -1;
	if (count <= ONLY_FIN)
		return 0;
	if (getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1 ||
	    error != 0)
		return -1;
	return count - ONLY_FIN;
}

void
stream_close(struct stream *stream)
{
	if (stream->secure != NULL)
		stream->tls->close(stream->secure);
	stream->secure = NULL;
	if (stream->is_kept)
		(void)shutdown(stream->fd, SHUT_RDWR);
	fd_close(&stream->fd);
}
