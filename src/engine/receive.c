/* SPDX-License-Identifier: ISC */
/* Bytes from the data connection: see receive.h. Engine. */
#include "engine/receive.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "engine/ascii.h"
#include "engine/rate.h"

/*
 * Few calls for a large file: a loop of recv and write with 1 MiB takes less
 * time than one with 256 or 64 KiB. Splice through a pipe of 1 MiB gains
 * nothing that is certain (8 % less in one run, 4 % more in another:
 * doc/BENCHMARKS), needs two more descriptors, and cannot convert lines. A
 * small file touches the first pages only, which is why this is not on the
 * stack. One per process, as there is one transfer.
 */
#define BLOCK_BYTES ((size_t)1 << 20)
static char block[BLOCK_BYTES];

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

static enum pump_end
receive(struct pump *pump, int file, struct ascii *ascii)
{
	size_t piece = piece_size(pump);
	enum pump_end end = PUMP_DONE;
	ssize_t got = 1;

	while (end == PUMP_DONE && got != 0) {
		got = stream_receive(&pump->stream, block + 1, piece);
		if (got > 0)
			end = store_block(pump, file, (size_t)got, ascii);
		else if (got == -1)
			end = pump_retry(pump, POLLIN);
	}
	return end;
}

enum pump_end
receive_file(struct pump *pump, int file)
{
	return receive(pump, file, NULL);
}

enum pump_end
receive_text(struct pump *pump, int file)
{
	struct ascii ascii = { 0 };
	enum pump_end end = receive(pump, file, &ascii);

	/* The last byte of all may be a CR that waited for its LF. */
	if (end == PUMP_DONE)
		end = write_all(pump, file, ascii_decode_end(&ascii));
	return end;
}
