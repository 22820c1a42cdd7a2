/* SPDX-License-Identifier: ISC */
/*
 * The data connection as the pump sees it: bytes in, bytes out, and an end.
 * What is under it, nobody else knows. The other end is the client's.
 */
#ifndef ENGINE_STREAM_H
#define ENGINE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"

struct stream {
	int fd;		/* non-blocking; owned */
	bool is_kept;	/* by the broker, too: it does not end by closing */
};

/*
 * Each moves what it can without waiting: the bytes moved, or -1 with errno,
 * which is EAGAIN when the stream cannot move any now. The two that read from
 * elsewhere return 0 at the end of that.
 */
ssize_t stream_send(const struct stream *stream, struct span bytes) MUST_CHECK;
ssize_t stream_send_file(const struct stream *stream, int file, size_t most)
    MUST_CHECK;
/* EAGAIN may mean the pipe as well. */
ssize_t stream_send_pipe(const struct stream *stream, int pipe, size_t most)
    MUST_CHECK;

/* As the others; 0 is the end that the client has made. */
ssize_t stream_receive(const struct stream *stream, void *bytes, size_t most)
    MUST_CHECK;

/* Nothing more is sent. 0, or -1 when the connection is broken. */
int stream_finish(const struct stream *stream) MUST_CHECK;

/* Bytes that the client's system has not acknowledged; -1: it is broken. */
int stream_unacknowledged(const struct stream *stream) MUST_CHECK;

void stream_close(struct stream *stream);

#endif
