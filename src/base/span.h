/* SPDX-License-Identifier: ISC */
/*
 * Pointer and length, read only. A span owns nothing and need not end in NUL;
 * it is valid as long as what it points into. `at` is never NULL for a span
 * made here, so it can go to memcmp and "%.*s" without a check.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *at;
	size_t len;
};

/* For "%.*s". Only for text that is known to be short and harmless. */
#define SPAN_ARGS(s) (int)(s).len, (s).at

static inline struct span
span_make(const void *at, size_t len)
{
	return (struct span){ .at = at != NULL ? at : "", .len = len };
}

/* A C string; NULL gives the empty span. */
static inline struct span
span_of(const char *text)
{
	return span_make(text, text != NULL ? strlen(text) : 0);
}

static inline bool
span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ASCII case is ignored; no locale is consulted, nor a table of libc's in a
 * page that each new process would have to be given. */
static inline bool
span_is_nocase(struct span s, const char *text)
{
	if (s.len != strlen(text))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (ascii_lower(s.at[i]) != ascii_lower(text[i]))
			return false;
	return true;
}

static inline bool
span_equal(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static inline bool
span_begins(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.at, text, len) == 0;
}

/* What is left after the first `skip` bytes; empty when there are fewer. */
static inline struct span
span_from(struct span s, size_t skip)
{
	if (skip > s.len)
		skip = s.len;
	return span_make(s.at + skip, s.len - skip);
}

static inline struct span
span_first(struct span s, size_t len)
{
	return span_make(s.at, len < s.len ? len : s.len);
}

/* Index of the first `byte`, or s.len when there is none. */
static inline size_t
span_find(struct span s, char byte)
{
	const char *hit = s.len > 0 ? memchr(s.at, byte, s.len) : NULL;

	return hit != NULL ? (size_t)(hit - s.at) : s.len;
}

/* Splits at the first `byte`: returns what is before, leaves what is after. */
static inline struct span
span_split(struct span *rest, char byte)
{
	size_t at = span_find(*rest, byte);
	struct span head = span_first(*rest, at);

	*rest = span_from(*rest, at + 1);
	return head;
}

static inline bool
span_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without the white space of the C locale at both ends. */
static inline struct span
span_trim(struct span s)
{
	while (s.len > 0 && span_is_blank(s.at[0]))
		s = span_from(s, 1);
	while (s.len > 0 && span_is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

#endif
