/* SPDX-License-Identifier: ISC */
/*
 * A connection with the client as everybody else sees it: bytes in, bytes out,
 * and an end. Whether TLS is under it, only secure.c has to know. The data
 * connection is one, and so is the control connection.
 */
#ifndef ENGINE_STREAM_H
#define ENGINE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"
#include "tls/tls.h"

struct stream {
	int fd;			/* owned */
	bool is_kept;	/* by the broker, too: it does not end by closing */
	bool tolerates_cut;	/* strict_ssl_read_eof=NO */
	bool was_cut;		/* the end came without the close of TLS */
	const struct tls_object *tls;
	struct tls_connection *secure;	/* NULL: in clear; owned */
};

/*
 * Each moves what it can without waiting: the bytes moved, or -1 with errno,
 * which is EAGAIN when the stream cannot move any now. The two that read from
 * elsewhere return 0 at the end of that.
 */
ssize_t stream_send(const struct stream *stream, struct span bytes) MUST_CHECK;
/* These two on a stream in clear only, since nothing touches the bytes. */
ssize_t stream_send_file(const struct stream *stream, int file, size_t most)
    MUST_CHECK;
/* EAGAIN may mean the pipe as well. */
ssize_t stream_send_pipe(const struct stream *stream, int pipe, size_t most)
    MUST_CHECK;

/* As the others; 0 is the end that the client has made. */
ssize_t stream_receive(struct stream *stream, void *bytes, size_t most)
    MUST_CHECK;
/* Into a pipe, which has room; in clear only. */
ssize_t stream_receive_pipe(const struct stream *stream, int pipe, size_t most)
    MUST_CHECK;

/* After EAGAIN: what to wait for. TLS may have to read in order to write. */
short stream_wants(const struct stream *stream, short events) MUST_CHECK;

/* Is there something to receive that no poll tells of? */
bool stream_has_pending(const struct stream *stream) MUST_CHECK;

/* TLS's close: ours; DONE when the client's has come, too. DONE in clear. */
enum tls_step stream_say_close(const struct stream *stream) MUST_CHECK;

/* Nothing more is sent. 0, or -1 when the connection is broken. */
int stream_finish(const struct stream *stream) MUST_CHECK;

/* Bytes that the client's system has not acknowledged; -1: it is broken. */
int stream_unacknowledged(const struct stream *stream) MUST_CHECK;

void stream_close(struct stream *stream);

#endif
