/* SPDX-License-Identifier: ISC */
/* The data connection: see stream.h. Engine. */
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
	return send(stream->fd, bytes.at, bytes.len, MSG_NOSIGNAL);
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

ssize_t
stream_receive(const struct stream *stream, void *bytes, size_t most)
{
	return recv(stream->fd, bytes, most, 0);
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
	if (stream->is_kept)
		(void)shutdown(stream->fd, SHUT_RDWR);
	fd_close(&stream->fd);
}
