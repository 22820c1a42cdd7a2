/* SPDX-License-Identifier: ISC */
/* A limit of bytes per second: see rate.h. Engine. */
#include "engine/rate.h"

#include <limits.h>

#define PIECES_PER_SECOND 32
#define PIECE_LEAST 512		/* smaller ones are all headers */
#define CHUNK_LEAST 4096

int
rate_pause_ms(uint32_t rate, uint64_t moved, int64_t elapsed_us)
{
	int64_t due_ms;

	if (rate == 0 || moved / rate > INT_MAX / 1000 - 1)
		return rate == 0 ? 0 : INT_MAX;
	/* Seconds and the rest by themselves, or it would overflow. Rounded up:
	 * never faster than the limit. */
	due_ms = (int64_t)(moved / rate * 1000 +
	    (moved % rate * 1000 + rate - 1) / rate);
	due_ms -= elapsed_us / 1000;
	return due_ms > 0 ? (int)due_ms : 0;
}

static size_t
between(size_t low, size_t value, size_t high)
{
	if (value < low)
		return low;
	return value > high ? high : value;
}

size_t
rate_piece(uint32_t rate, uint32_t trans_chunk_size)
{
	if (trans_chunk_size > 0)
		return between(CHUNK_LEAST, trans_chunk_size, RATE_PIECE_MOST);
	if (rate > 0)
		return between(PIECE_LEAST, rate / PIECES_PER_SECOND,
		    RATE_PIECE_MOST);
	return RATE_PIECE_MOST;
}
