/* SPDX-License-Identifier: ISC */
/* A limit of bytes per second, as arithmetic: who waits, and how, is the
 * pump's business. The average counts, from the first byte on. */
#ifndef ENGINE_RATE_H
#define ENGINE_RATE_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds to wait now, so that `moved` bytes in `elapsed_us` are no more
 * than `rate` allows. A rate of 0 is no limit. */
int rate_pause_ms(uint32_t rate, uint64_t moved, int64_t elapsed_us);

/*
 * Bytes to move at a time: trans_chunk_size as vsftpd reads it; where that is
 * not set, what a limit allows in a few milliseconds, so that bytes flow rather
 * than come in bursts. At most RATE_PIECE_MOST.
 */
size_t rate_piece(uint32_t rate, uint32_t trans_chunk_size);

#define RATE_PIECE_MOST ((size_t)65536)

#endif
