/* SPDX-License-Identifier: ISC */
/* Bytes to the data connection: see send.h. Engine. */
#include "engine/send.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "engine/ascii.h"
#include "engine/engine.h"
#include "engine/rate.h"

/* Every byte of a block, however often the stream stops. */
static enum pump_end
send_block(struct pump *pump, struct span bytes)
{
	enum pump_end end = PUMP_DONE;

	while (bytes.len > 0 && end == PUMP_DONE) {
		ssize_t sent = stream_send(&pump->stream, bytes);

		if (sent > 0) {
			bytes = span_from(bytes, (size_t)sent);
			end = pump_count(pump, (size_t)sent);
		} else {
			end = pump_retry(pump, POLLOUT);
		}
	}
	return end;
}

/* Up to `most` bytes of a file. A file that was opened without blocking and
 * has nothing to say is as good as broken: it would say so at another time. */
static ssize_t
read_block(int file, char *block, size_t most)
{
	ssize_t got;

	do {
		got = read(file, block, most);
	} while (got == -1 && errno == EINTR);
	return got;
}

static size_t
block_size(const struct pump *pump)
{
	return rate_piece(pump->rate, pump->session->conf->trans_chunk_size);
}

/* For what sendfile cannot do, or must not. */
static enum pump_end
copy_file(struct pump *pump, int file, uint64_t count)
{
	char block[RATE_PIECE_MOST];
	size_t size = block_size(pump);
	enum pump_end end = PUMP_DONE;

	while (pump->moved < count && end == PUMP_DONE) {
		uint64_t left = count - pump->moved;
		ssize_t got = read_block(file, block,
		    left < size ? (size_t)left : size);

		if (got == -1)
			return PUMP_LOCAL;
		if (got == 0)
			return count == SEND_TO_THE_END ? PUMP_DONE
			    : PUMP_SHRUNK;
		end = send_block(pump, span_make(block, (size_t)got));
	}
	return end;
}

/* After a call that touches both, an errno that a stream has not got. */
static bool
is_local(void)
{
	return errno == EIO || errno == ESTALE;
}

enum pump_end
send_file(struct pump *pump, int file, uint64_t count)
{
	enum pump_end end = PUMP_DONE;

	if (count == SEND_TO_THE_END || pump->stream.secure != NULL ||
	    !pump->session->conf->use_sendfile)
		return copy_file(pump, file, count);
	while (pump->moved < count && end == PUMP_DONE) {
		ssize_t sent = stream_send_file(&pump->stream, file,
		    pump_piece(pump, count - pump->moved));

		if (sent > 0)
			end = pump_count(pump, (size_t)sent);
		else if (sent == 0)
			end = PUMP_SHRUNK;
		else if (pump_lacks_call())
			return copy_file(pump, file, count);
		else
			end = is_local() ? PUMP_LOCAL
			    : pump_retry(pump, POLLOUT);
	}
	return end;
}

enum pump_end
send_text(struct pump *pump, int file)
{
	char block[RATE_PIECE_MOST], encoded[2 * RATE_PIECE_MOST];
	size_t size = block_size(pump);
	struct ascii ascii = { 0 };
	enum pump_end end = PUMP_DONE;

	while (end == PUMP_DONE) {
		ssize_t got = read_block(file, block, size);

		if (got <= 0)
			return got == 0 ? PUMP_DONE : PUMP_LOCAL;
		end = send_block(pump, ascii_encode(&ascii,
		    span_make(block, (size_t)got), encoded));
	}
	return end;
}

/* A pipe gives EAGAIN for either end; the stream is the usual one. */
static enum pump_end
retry_pipe(struct pump *pump, int pipe)
{
	enum pump_end end;

	if (errno != EAGAIN && errno != EWOULDBLOCK)
		return pump_retry(pump, POLLOUT);
	end = pump_wait(pump, pipe, POLLIN);
	return end == PUMP_DONE ? pump_wait(pump, pump->stream.fd, POLLOUT)
	    : end;
}

/* A broker that died would look like the end of its listing. */
static void
check_server(struct session *session)
{
	struct pollfd server = { session->server.fd, POLLIN, 0 };

	if (poll(&server, 1, 0) != 0)
		leave(session, LEAVE_SERVER_GONE);
}

/* For TLS. The pipe would block: it is waited for first. */
static enum pump_end
copy_pipe(struct pump *pump, int pipe)
{
	enum pump_end end = pump_wait(pump, pipe, POLLIN);

	while (end == PUMP_DONE) {
		char block[RATE_PIECE_MOST];
		ssize_t got = read_block(pipe, block, block_size(pump));

		if (got <= 0)
			break;
		end = send_block(pump, span_make(block, (size_t)got));
		if (end == PUMP_DONE)
			end = pump_wait(pump, pipe, POLLIN);
	}
	return end;
}

static enum pump_end
splice_pipe(struct pump *pump, int pipe)
{
	enum pump_end end = PUMP_DONE;

	while (end == PUMP_DONE) {
		ssize_t sent = stream_send_pipe(&pump->stream, pipe,
		    pump_piece(pump, UINT64_MAX));

		if (sent == 0)
			break;
		end = sent > 0 ? pump_count(pump, (size_t)sent)
		    : retry_pipe(pump, pipe);
	}
	return end;
}

enum pump_end
send_pipe(struct pump *pump, int pipe)
{
	enum pump_end end = pump->stream.secure != NULL
	    ? copy_pipe(pump, pipe) : splice_pipe(pump, pipe);

	if (end == PUMP_DONE)
		check_server(pump->session);
	return end;
}
