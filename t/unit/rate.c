/* SPDX-License-Identifier: ISC */
/* Rate limits: how long to wait, and how much to move at a time. */
#include <limits.h>

#include "engine/rate.h"
#include "tap.h"

static const struct {
	const char *name;
	uint32_t rate;
	uint64_t moved;
	int64_t elapsed_us;
	int pause_ms;
} pauses[] = {
	{ "no limit, no pause", 0, 1000000, 0, 0 },
	{ "nothing moved, no pause", 1000, 0, 0, 0 },
	{ "a second's worth at once is a second's pause", 1000, 1000, 0, 1000 },
	{ "what has passed counts", 1000, 1000, 400000, 600 },
	{ "late already", 1000, 1000, 1500000, 0 },
	{ "just in time", 1000, 1000, 1000000, 0 },
	{ "a part of a millisecond is a whole one", 3000, 1, 0, 1 },
	{ "the average over ten hours", 100000, 3600000000, 35999000000,
	    1000 },
	{ "a byte a second", 1, 7, 0, 7000 },
	{ "the fastest limit", UINT32_MAX, UINT32_MAX, 0, 1000 },
	{ "more than poll can wait", 1, (uint64_t)1 << 40, 0, INT_MAX },
	{ "as many bytes as can be counted", 1, UINT64_MAX, 0, INT_MAX },
};

static const struct {
	const char *name;
	uint32_t rate, chunk;
	size_t piece;
} pieces[] = {
	{ "no limit: a whole buffer", 0, 0, 65536 },
	{ "trans_chunk_size as it is written", 0, 8192, 8192 },
	{ "trans_chunk_size, below the least", 0, 1, 4096 },
	{ "trans_chunk_size, just below the least", 0, 4095, 4096 },
	{ "trans_chunk_size, above the most", 0, 65537, 65536 },
	{ "a limit: a part of a second's worth", 320000, 0, 10000 },
	{ "a low limit: no crumbs", 100, 0, 512 },
	{ "a high limit: a whole buffer", UINT32_MAX, 0, 65536 },
	{ "trans_chunk_size, with a limit", 100, 32768, 32768 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT_OF(pauses); i++)
		(void)is_num(rate_pause_ms(pauses[i].rate, pauses[i].moved,
		    pauses[i].elapsed_us), pauses[i].pause_ms, "%s",
		    pauses[i].name);
	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		(void)is_num((long long)rate_piece(pieces[i].rate,
		    pieces[i].chunk), (long long)pieces[i].piece, "%s",
		    pieces[i].name);
	return done_testing();
}
