/* SPDX-License-Identifier: ISC */
/*
 * Wildcards of listing arguments, deny_file and hide_file (spec: protocol.md
 * 4.6). The whole text has to match; "/" is a byte like any other.
 *
 *   *        any bytes, also none
 *   ?        one byte
 *   [a-z]    one byte of the set; [!a-z] or [^a-z] one that is not
 *   {a,b,}   one of the texts; they may hold the signs above, but no braces
 *
 * Whatever is not closed stands for itself. "[...]" has both readings, so that
 * "n[1]" still finds the name n[1]; and a pattern always matches itself.
 *
 * All ways through a pattern are followed at once, so the cost is at most
 * length of pattern times length of text, and a budget bounds even that.
 */
#ifndef BROKER_GLOB_H
#define BROKER_GLOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"

#define GLOB_PATTERN_MAX 4096	/* bytes; a control line is no longer */
/* No sign turns into more than two steps per byte, and an end. */
#define GLOB_STEPS_MAX (2 * GLOB_PATTERN_MAX + 2)

enum glob_kind {
	GLOB_BYTE,	/* this byte */
	GLOB_ANY,	/* any one byte */
	GLOB_SET,	/* a byte of the set at pattern[to] */
	GLOB_STAR,	/* any number of bytes */
	GLOB_FORK,	/* the next step, or step `to` */
	GLOB_JUMP,	/* step `to` */
	GLOB_END,	/* matches, if the text is used up */
};

struct glob_step {
	uint8_t kind;	/* enum glob_kind */
	uint8_t byte;	/* GLOB_BYTE: which; GLOB_SET: 1 when negated */
	uint16_t to;
};

/* A compiled pattern. Large: at home in an arena, or briefly on the stack. */
struct glob {
	struct span pattern;
	uint16_t count;
	bool too_long;
	bool is_plain;		/* no sign in it: only one text can match */
	struct glob_step steps[GLOB_STEPS_MAX];
};

/* Not knowing is an answer of its own: who forbids must take it for a yes. */
enum glob_result { GLOB_NO, GLOB_YES, GLOB_TOO_HARD };

/* The pattern's bytes stay the caller's and must live as long as the glob. */
void glob_compile(struct glob *glob, struct span pattern);

/*
 * One unit of *budget pays for one look at one step. GLOB_TOO_HARD when it is
 * used up, or when the pattern is longer than GLOB_PATTERN_MAX.
 */
enum glob_result glob_match(const struct glob *glob, struct span text,
    uint32_t *budget) MUST_CHECK;

#endif
