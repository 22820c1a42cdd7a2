/* SPDX-License-Identifier: ISC */
/*
 * A pattern and a text, divided by the first LF. No pattern costs more than its
 * budget, each matches itself, and "*" around it loses no match.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "broker/glob.h"

#define PLENTY ((uint32_t)64 * 1024 * 1024)
#define LITTLE 1000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static enum glob_result
match(struct span pattern, struct span text, uint32_t budget)
{
	static struct glob glob;
	uint32_t left = budget;
	enum glob_result result;

	glob_compile(&glob, pattern);
	result = glob_match(&glob, text, &left);
	if (left > budget)
		abort();
	return result;
}

/* The pattern with a star at both ends. */
static struct span
starred(struct span pattern)
{
	static char bytes[GLOB_PATTERN_MAX + 2];

	bytes[0] = '*';
	memcpy(bytes + 1, pattern.at, pattern.len);
	bytes[pattern.len + 1] = '*';
	return span_make(bytes, pattern.len + 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span text = span_make(bytes, len);
	struct span pattern = span_split(&text, '\n');
	enum glob_result result = match(pattern, text, PLENTY);
	enum glob_result poor = match(pattern, text, LITTLE);

	if (poor != result && poor != GLOB_TOO_HARD)
		abort();
	if (match(pattern, pattern, PLENTY) == GLOB_NO)
		abort();
	/* A star may turn a brace or a set that was not closed into another. */
	if (result == GLOB_YES && pattern.len <= GLOB_PATTERN_MAX - 2 &&
	    match(starred(pattern), text, PLENTY) == GLOB_NO)
		abort();
	return 0;
}
