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
	bool after_cr;		/* that ended in CR */
};

/*
 * A block of a file with CR before each LF that has none. `out` has room for
 * twice as much. Returns what to send: in `out`, or the block itself where
 * nothing had to be changed.
 */
struct span ascii_encode(struct ascii *ascii, struct span block, char *out)
    MUST_CHECK;

#endif
