/* SPDX-License-Identifier: ISC */
/*
 * Wildcards: see glob.h. Broker. Patterns and texts are both hostile: neither
 * may cost much, whatever stars and braces are heaped up (CVE-2010-2632).
 *
 * A pattern becomes a list of steps; matching keeps the set of steps at which
 * the text read so far can stand, and never goes back.
 */
#include "broker/glob.h"

#include <string.h>

/* Compiling ---------------------------------------------------------------- */

/* A jump to the end of its braces, which is not known yet. */
#define NOT_YET UINT16_MAX

static void
put_step(struct glob *glob, enum glob_kind kind, char byte, size_t to)
{
	glob->steps[glob->count++] = (struct glob_step){
		.kind = (uint8_t)kind, .byte = (uint8_t)byte,
		.to = (uint16_t)to,
	};
}

/* A byte outside of "[...]" and braces. */
static void
put_sign(struct glob *glob, char byte)
{
	if (byte == '?') {
		put_step(glob, GLOB_ANY, 0, 0);
	} else if (byte != '*') {
		put_step(glob, GLOB_BYTE, byte, 0);
		return;
	} else if (glob->count == 0 ||
	    glob->steps[glob->count - 1].kind != GLOB_STAR) {
		/* No jump ends between two stars: one does for both. */
		put_step(glob, GLOB_STAR, 0, 0);
	}
	glob->is_plain = false;
}

/* Where the bytes of a set begin: after "[" and the sign of negation. */
static size_t
set_start(const char *pattern, size_t at)
{
	return pattern[at + 1] == '!' || pattern[at + 1] == '^' ? at + 2
	    : at + 1;
}

/* Index of the "]" for the "[" at `at`, or `end`. A leading "]" is a member. */
static size_t
set_close(struct span pattern, size_t at, size_t end)
{
	size_t start;

	if (end - at < 3)
		return end;
	start = set_start(pattern.at, at);
	if (start + 1 >= end)
		return end;
	return start + 1 + span_find(span_make(pattern.at + start + 1,
	    end - start - 1), ']');
}

/* "[...]" in both readings. */
static void
put_set(struct glob *glob, size_t at, size_t close)
{
	const char *pattern = glob->pattern.at;
	size_t start = set_start(pattern, at);
	size_t jump;

	glob->is_plain = false;
	put_step(glob, GLOB_FORK, 0, glob->count + 3U);
	put_step(glob, GLOB_SET, start > at + 1, start);
	jump = glob->count;
	put_step(glob, GLOB_JUMP, 0, 0);
	while (at <= close)
		put_sign(glob, pattern[at++]);
	glob->steps[jump].to = glob->count;
}

/* What begins at `at`, with no part beyond `end`. The index after it. */
static size_t
put_next(struct glob *glob, size_t at, size_t end)
{
	char byte = glob->pattern.at[at];
	size_t close = byte == '[' ? set_close(glob->pattern, at, end) : end;

	if (close == end) {
		put_sign(glob, byte);
		return at + 1;
	}
	put_set(glob, at, close);
	return close + 1;
}

/* The texts of a pair of braces, without the braces. */
static void
put_braces(struct glob *glob, size_t at, size_t close)
{
	size_t first = glob->count;

	glob->is_plain = false;
	for (bool is_last = false; !is_last; at++) {
		size_t end = at + span_find(span_make(glob->pattern.at + at,
		    close - at), ',');
		size_t fork = glob->count;

		is_last = end == close;
		if (!is_last)
			put_step(glob, GLOB_FORK, 0, 0);
		while (at < end)
			at = put_next(glob, at, end);
		put_step(glob, GLOB_JUMP, 0, NOT_YET);
		if (!is_last)
			glob->steps[fork].to = glob->count;
	}
	for (size_t i = first; i < glob->count; i++)
		if (glob->steps[i].kind == GLOB_JUMP &&
		    glob->steps[i].to == NOT_YET)
			glob->steps[i].to = glob->count;
}

void
glob_compile(struct glob *glob, struct span pattern)
{
	size_t at = 0;

	glob->pattern = pattern;
	glob->count = 0;
	glob->is_plain = true;
	glob->too_long = pattern.len > GLOB_PATTERN_MAX;
	while (!glob->too_long && at < pattern.len) {
		size_t close = pattern.at[at] == '{' ?
		    at + span_find(span_from(pattern, at), '}') : pattern.len;

		if (close < pattern.len) {
			put_braces(glob, at + 1, close);
			at = close + 1;
		} else {
			at = put_next(glob, at, pattern.len);
		}
	}
	put_step(glob, GLOB_END, 0, 0);
}

/* Matching ----------------------------------------------------------------- */

/* A set of steps that can be emptied and filled without being cleared. */
struct places {
	uint16_t count;
	uint16_t list[GLOB_STEPS_MAX];
	uint16_t index[GLOB_STEPS_MAX];	/* of a step in the list, if it is */
};

/* One match under way. */
struct match {
	const struct glob *glob;
	struct places *now;	/* grows while it is gone through */
	struct places *next;	/* after the byte at hand */
	uint32_t budget;
};

static void
add_place(struct places *places, size_t step)
{
	uint16_t index = places->index[step];

	if (index < places->count && places->list[index] == step)
		return;
	places->index[step] = places->count;
	places->list[places->count++] = (uint16_t)step;
}

/* Is the byte in the set that begins at `at`? Ranges as in "a-z"; "-" at
 * either end is a member. Paid for by the byte of the set. */
static bool
set_has(struct match *match, size_t at, unsigned char byte)
{
	const unsigned char *set =
	    (const unsigned char *)match->glob->pattern.at + at;
	size_t len = 1;
	bool found = false;

	while (set[len] != ']')
		len++;
	match->budget -= match->budget < len ? match->budget : (uint32_t)len;
	for (size_t i = 0; i < len; i++) {
		unsigned char low = set[i], high = low;

		if (i + 2 < len && set[i + 1] == '-') {
			high = set[i + 2];
			i += 2;
		}
		found |= low <= byte && byte <= high;
	}
	return found;
}

/* From one step on: without a byte, and with `byte` if there is one (>= 0). */
static void
advance(struct match *match, size_t at, int byte)
{
	const struct glob_step *step = &match->glob->steps[at];
	bool passes = false;

	switch ((enum glob_kind)step->kind) {
	case GLOB_BYTE:
		passes = byte == step->byte;
		break;
	case GLOB_ANY:
		passes = byte >= 0;
		break;
	case GLOB_SET:
		passes = byte >= 0 && set_has(match, step->to,
		    (unsigned char)byte) != (step->byte == 1);
		break;
	case GLOB_STAR:
		add_place(match->now, at + 1);
		if (byte >= 0)
			add_place(match->next, at);
		break;
	case GLOB_FORK:
		add_place(match->now, at + 1);
		add_place(match->now, step->to);
		break;
	case GLOB_JUMP:
		add_place(match->now, step->to);
		break;
	case GLOB_END:
		break;
	}
	if (passes)
		add_place(match->next, at + 1);
}

/* All steps that can be reached. false when the budget does not suffice. */
static bool
advance_all(struct match *match, int byte)
{
	for (uint16_t i = 0; i < match->now->count; i++) {
		if (match->budget == 0)
			return false;
		match->budget--;
		advance(match, match->now->list[i], byte);
	}
	return true;
}

static enum glob_result
run(struct match *match, struct span text)
{
	size_t end = match->glob->count - 1U;

	add_place(match->now, 0);
	for (size_t i = 0; i < text.len; i++) {
		struct places *spare = match->now;

		if (!advance_all(match, (unsigned char)text.at[i]))
			return GLOB_TOO_HARD;
		if (match->next->count == 0)
			return GLOB_NO;
		match->now = match->next;
		match->next = spare;
		spare->count = 0;
	}
	if (!advance_all(match, -1))
		return GLOB_TOO_HARD;
	for (uint16_t i = 0; i < match->now->count; i++)
		if (match->now->list[i] == end)
			return GLOB_YES;
	return GLOB_NO;
}

enum glob_result
glob_match(const struct glob *glob, struct span text, uint32_t *budget)
{
	struct places places[2];
	struct match match = {
		.glob = glob, .now = &places[0], .next = &places[1],
		.budget = *budget,
	};
	enum glob_result result;

	if (span_equal(text, glob->pattern))
		return GLOB_YES;
	if (glob->too_long)
		return GLOB_TOO_HARD;
	if (glob->is_plain)
		return GLOB_NO;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		places[i].count = 0;
		memset(places[i].index, 0,
		    glob->count * sizeof(places[i].index[0]));
	}
	result = run(&match, text);
	*budget = match.budget;
	return result;
}
