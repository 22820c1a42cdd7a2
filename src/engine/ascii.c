/* SPDX-License-Identifier: ISC */
/*
 * Line ends: see ascii.h. Engine. memchr and memcpy look at many bytes at a
 * time; nothing here looks at each.
 */
#include "engine/ascii.h"

#include <string.h>

/* The first LF at or behind `at` that no CR stands before; NULL: none. */
static const char *
find_bare_lf(const struct ascii *ascii, struct span block, const char *at)
{
	const char *end = block.at + block.len;

	for (; at < end; at++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (at == NULL)
			return NULL;
		if (at == block.at ? !ascii->after_cr : at[-1] != '\r')
			return at;
	}
	return NULL;
}

static char *
put(char *out, const char *from, const char *to)
{
	return (char *)memcpy(out, from, (size_t)(to - from)) + (to - from);
}

struct span
ascii_encode(struct ascii *ascii, struct span block, char *out)
{
	const char *end = block.at + block.len, *copied = block.at;
	const char *lf = find_bare_lf(ascii, block, block.at);
	struct span encoded = block;
	char *to = out;

	for (; lf != NULL; lf = find_bare_lf(ascii, block, lf + 1)) {
		to = put(to, copied, lf);
		*to++ = '\r';
		copied = lf;
	}
	if (copied != block.at || to != out) {
		to = put(to, copied, end);
		encoded = span_make(out, (size_t)(to - out));
	}
	if (block.len > 0)
		ascii->after_cr = end[-1] == '\r';
	return encoded;
}
