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

static char *
move(char *to, const char *from, const char *end)
{
	if (to != from)
		(void)memmove(to, from, (size_t)(end - from));
	return to + (end - from);
}

struct span
ascii_decode(struct ascii *ascii, char *block, size_t len)
{
	char *start = block + 1, *end = start + len;
	char *to, *from, *at;	/* decoded to here; moved, looked at up to */
	char *cr;

	if (ascii->after_cr)
		*--start = '\r';
	ascii->after_cr = end[-1] == '\r';
	if (ascii->after_cr)
		end--;
	to = from = at = start;
	while ((cr = memchr(at, '\r', (size_t)(end - at))) != NULL) {
		at = cr + 1;
		if (at == end || *at != '\n')
			continue;
		to = move(to, from, cr);
		from = at;
	}
	to = move(to, from, end);
	return span_make(start, (size_t)(to - start));
}

struct span
ascii_decode_end(const struct ascii *ascii)
{
	return span_of(ascii->after_cr ? "\r" : "");
}
