/* SPDX-License-Identifier: ISC */
/* Bytes from the data connection: see receive.h. Engine. */
#include "engine/receive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/fd.h"
#include "engine/ascii.h"
#include "engine/ask.h"
#include "engine/rate.h"

/*
 * Few calls for a large file: a loop of recv and write with 1 MiB takes less
 * time than one with 256 or 64 KiB. A small file touches the first pages only,
 * which is why this is not on the stack. One per process, as there is one
 * transfer.
 */
#define BLOCK_BYTES ((size_t)1 << 20)
static char block[BLOCK_BYTES];

/*
 * After so many bytes the file counts as a large one. Splice through a pipe of
 * 1 MiB takes a quarter less time than this loop (doc/BENCHMARKS), but the pipe
 * is worth its question to the broker only then.
 */
#define SPLICE_FROM ((uint64_t)2 << 20)

static enum pump_end
write_all(struct pump *pump, int file, struct span bytes)
{
	while (bytes.len > 0) {
		ssize_t written = write(file, bytes.at, bytes.len);

		if (written > 0) {
			bytes = span_from(bytes, (size_t)written);
		} else if (written == 0 || errno != EINTR) {
			pump->error = written == 0 ? ENOSPC : errno;
			return PUMP_LOCAL;
		}
	}
	return PUMP_DONE;
}

/* What has come, made into what the file gets; NULL ascii: as it is. The first
 * byte of the block is left free for a CR of the block before. */
static enum pump_end
store_block(struct pump *pump, int file, size_t got, struct ascii *ascii)
{
	struct span bytes = span_make(block + 1, got);
	enum pump_end end;

	if (ascii != NULL)
		bytes = ascii_decode(ascii, block, got);
	end = write_all(pump, file, bytes);
	return end == PUMP_DONE ? pump_count(pump, got) : end;
}

/* trans_chunk_size is heeded where it is written out, and where a rate is. */
static size_t
piece_size(const struct pump *pump)
{
	uint32_t chunk = pump->session->conf->trans_chunk_size;

	return pump->rate > 0 || chunk > 0 ? rate_piece(pump->rate, chunk)
	    : BLOCK_BYTES - 1;
}

/* To the end of the stream, or until `most` bytes have come: *more_out. */
static enum pump_end
receive(struct pump *pump, int file, struct ascii *ascii, uint64_t most,
    bool *more_out)
{
	size_t piece = piece_size(pump);
	enum pump_end end = PUMP_DONE;
	ssize_t got = 1;

	while (end == PUMP_DONE && got != 0 && pump->moved < most) {
		got = stream_receive(&pump->stream, block + 1, piece);
		if (got > 0)
			end = store_block(pump, file, (size_t)got, ascii);
		else if (got == -1)
			end = pump_retry(pump, POLLIN);
	}
	*more_out = end == PUMP_DONE && got != 0;
	return end;
}

/* Large files -------------------------------------------------------------- */

/* The pipe between socket and file: empty, unless bytes are on their way. */
struct way {
	int out, in;
	bool is_blocked;	/* the file takes no bytes from pipes */
};

/* What the file refuses from the pipe is written to it after all. */
static enum pump_end
copy_out(struct pump *pump, const struct way *way, int file, size_t count)
{
	enum pump_end end = PUMP_DONE;

	while (count > 0 && end == PUMP_DONE) {
		ssize_t got = read(way->out, block,
		    count < BLOCK_BYTES ? count : BLOCK_BYTES);

		if (got <= 0)
			return PUMP_LOCAL;
		count -= (size_t)got;
		end = write_all(pump, file, span_make(block, (size_t)got));
	}
	return end;
}

static enum pump_end
drain(struct pump *pump, struct way *way, int file, size_t count)
{
	while (count > 0) {
		ssize_t moved = splice(way->out, NULL, file, NULL, count,
		    SPLICE_F_MOVE);

		if (moved > 0) {
			count -= (size_t)moved;
		} else if (moved == -1 && pump_lacks_call()) {
			way->is_blocked = true;
			return copy_out(pump, way, file, count);
		} else if (moved == 0 || errno != EINTR) {
			pump->error = moved == 0 ? ENOSPC : errno;
			return PUMP_LOCAL;
		}
	}
	return PUMP_DONE;
}

/* As receive, through the pipe, for as long as the file lets it. */
static enum pump_end
splice_all(struct pump *pump, struct way *way, int file, bool *more_out)
{
	enum pump_end end = PUMP_DONE;
	ssize_t got = 1;

	while (end == PUMP_DONE && got != 0 && !way->is_blocked) {
		got = stream_receive_pipe(&pump->stream, way->in,
		    BLOCK_BYTES);
		if (got > 0)
			end = drain(pump, way, file, (size_t)got);
		if (got > 0 && end == PUMP_DONE)
			end = pump_count(pump, (size_t)got);
		else if (got == -1)
			end = pump_retry(pump, POLLIN);
	}
	*more_out = end == PUMP_DONE && got != 0;
	return end;
}

static enum pump_end
receive_large(struct pump *pump, int file, bool *more)
{
	const struct msg_pipe_reply *pipe = ask_pipe(pump->session);
	struct way way = { .out = pipe->way_out, .in = pipe->way_in };
	enum pump_end end = PUMP_DONE;

	if (way.out != NO_FD && way.in != NO_FD)
		end = splice_all(pump, &way, file, more);
	fd_close(&way.out);
	fd_close(&way.in);
	return end;
}

static bool
may_splice(const struct pump *pump)
{
	const struct conf *conf = pump->session->conf;

	return conf->use_sendfile && conf->trans_chunk_size == 0 &&
	    pump->rate == 0 && pump->stream.secure == NULL;
}

/* -------------------------------------------------------------------------- */

enum pump_end
receive_file(struct pump *pump, int file)
{
	bool splices = may_splice(pump), more = false;
	enum pump_end end = receive(pump, file, NULL,
	    splices ? SPLICE_FROM : UINT64_MAX, &more);

	if (more && splices)
		end = receive_large(pump, file, &more);
	if (more && end == PUMP_DONE)
		end = receive(pump, file, NULL, UINT64_MAX, &more);
	return end;
}

enum pump_end
receive_text(struct pump *pump, int file)
{
	struct ascii ascii = { 0 };
	bool more;
	enum pump_end end = receive(pump, file, &ascii, UINT64_MAX, &more);

	/* The last byte of all may be a CR that waited for its LF. */
	if (end == PUMP_DONE)
		end = write_all(pump, file, ascii_decode_end(&ascii));
	return end;
}
