/* SPDX-License-Identifier: ISC */
/* Line ends, as TYPE A has them on the network: CR LF. */
#ifndef ENGINE_ASCII_H
#define ENGINE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/span.h"

/* What a block must know of the one before it. */
struct ascii {
	bool after_cr;		/* it ended in CR, which decoding keeps back */
};

/*
 * A block of a file with CR before each LF that has none. `out` has room for
 * twice as much. Returns what to send: in `out`, or the block itself where
 * nothing had to be changed.
 */
struct span ascii_encode(struct ascii *ascii, struct span block, char *out)
    MUST_CHECK;

/*
 * A block from the network, block[1] to block[len], without the CR of each CR
 * LF; done in place, from block[0] on. A CR at its end waits for the next one.
 */
struct span ascii_decode(struct ascii *ascii, char *block, size_t len)
    MUST_CHECK;

/* What is left when no block comes any more. */
struct span ascii_decode_end(const struct ascii *ascii) MUST_CHECK;

#endif
