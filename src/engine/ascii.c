/* SPDX-License-Identifier: ISC */
/*
 * Line ends: see ascii.h. Engine. Everything here looks at many bytes at a
 * time, but for the last few of a block.
 */
#include "engine/ascii.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* The first LF that no CR stands before; NULL: none. */
static const char *
find_bare_lf(const struct ascii *ascii, struct span block)
{
	const char *end = block.at + block.len;

	for (const char *at = block.at; at < end; at++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (at == NULL)
			return NULL;
		if (at == block.at ? !ascii->after_cr : at[-1] != '\r')
			return at;
	}
	return NULL;
}

/*
 * Sixteen bytes at once, in whatever registers the machine has for that: both
 * compilers know such vectors, on every machine. To copy them blindly and then
 * look for LF in what was copied takes half the time of memchr and memcpy for
 * each line, and a third where lines are short.
 */
#define STEP sizeof(vector)
typedef unsigned char vector __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

/* The top bit of each byte. */
#define TOP_BITS UINT64_C(0x8080808080808080)

/*
 * For each LF that `marks` has a bit for, a CR that the bytes from there on
 * make room for: they are copied again, whether they are still needed or not.
 * `at` and `to` are where the marked bytes are and were copied to.
 */
static char *
put_crs(uint64_t marks, const char *at, char *to)
{
	for (; marks != 0; marks &= marks - 1) {
		size_t lf = (size_t)__builtin_ctzll(marks) / 8;
		const char *from = at + lf;

		if (from[-1] == '\r')
			continue;
		to[lf] = '\r';
		memcpy(to + lf + 1, from, STEP);
		to++;
	}
	return to;
}

/* One step, of which the first byte is not the first of the block, and which
 * another step follows. Where its copy ends. */
static char *
encode_step(const char *at, char *to)
{
	vector bytes;
	halves marks;

	memcpy(&bytes, at, STEP);
	memcpy(to, &bytes, STEP);
	marks = (halves)(bytes == '\n');
	if ((marks[0] | marks[1]) != 0) {
		to = put_crs(le64toh(marks[0]) & TOP_BITS, at, to);
		to = put_crs(le64toh(marks[1]) & TOP_BITS, at + STEP / 2,
		    to + STEP / 2) - STEP / 2;
	}
	return to + STEP;
}

/* From the first bare LF on. */
static char *
encode_from(const char *lf, const char *end, char *to)
{
	const char *at = lf + 1;

	*to++ = '\r';
	*to++ = '\n';
	/* What is copied again may be as far away as the step behind. */
	for (; (size_t)(end - at) >= 2 * STEP; at += STEP)
		to = encode_step(at, to);
	for (; at < end; at++) {
		if (*at == '\n' && at[-1] != '\r')
			*to++ = '\r';
		*to++ = *at;
	}
	return to;
}

struct span
ascii_encode(struct ascii *ascii, struct span block, char *out)
{
	const char *end = block.at + block.len;
	const char *lf = find_bare_lf(ascii, block);
	size_t before;

	if (block.len > 0)
		ascii->after_cr = end[-1] == '\r';
	if (lf == NULL)
		return block;
	before = (size_t)(lf - block.at);
	memcpy(out, block.at, before);
	return span_make(out, (size_t)(encode_from(lf, end, out + before) -
	    out));
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
