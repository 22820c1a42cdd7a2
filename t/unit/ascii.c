/* SPDX-License-Identifier: ISC */
/*
 * Line ends: each text is encoded whole, and cut in two at every place, and
 * byte by byte. A generator of odd texts compares with a loop over bytes that
 * is too slow to use, and too simple to be wrong.
 */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "engine/ascii.h"
#include "tap.h"

static const struct {
	const char *name;
	const char *text, *want;
} rows[] = {
	{ "nothing", "", "" },
	{ "no line end", "word", "word" },
	{ "LF", "\n", "\r\n" },
	{ "lines", "one\ntwo\nthree\n", "one\r\ntwo\r\nthree\r\n" },
	{ "CR LF stays", "one\r\ntwo\r\n", "one\r\ntwo\r\n" },
	{ "both kinds", "one\r\ntwo\nthree\r\n", "one\r\ntwo\r\nthree\r\n" },
	{ "empty lines", "\n\n\n", "\r\n\r\n\r\n" },
	{ "empty lines behind CR LF", "\r\n\n", "\r\n\r\n" },
	{ "a lone CR stays", "one\rtwo", "one\rtwo" },
	{ "a CR at the end stays", "one\r", "one\r" },
	{ "CR CR LF stays", "\r\r\n", "\r\r\n" },
	{ "LF CR", "\n\r", "\r\n\r" },
	{ "no line end at the end", "one\ntwo", "one\r\ntwo" },
};

/* In blocks of `size` bytes, the first one of `first`. */
static struct span
encode(struct span text, size_t first, size_t size, struct buf *out)
{
	struct ascii ascii = { 0 };
	char room[2 * 4096];

	buf_clear(out);
	for (size_t len = first; text.len > 0; len = size) {
		struct span block = span_first(text, len);

		buf_put_span(out, ascii_encode(&ascii, block, room));
		text = span_from(text, block.len);
	}
	return buf_span(out);
}

static bool
is_same(struct span text, struct span want)
{
	static char storage[3 * 4096];
	struct buf out = BUF_OVER(storage);

	for (size_t first = 1; first <= text.len; first++)
		if (!span_equal(encode(text, first, text.len, &out), want))
			return false;
	return span_equal(encode(text, 1, 1, &out), want);
}

/* One byte after the other. */
static struct span
slowly(struct span text, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\r'))
			buf_put_char(out, '\r');
		buf_put_char(out, text.at[i]);
	}
	return buf_span(out);
}

/* Of the first `kinds` of these bytes: with more of them, longer lines. VT is
 * what a sloppy search takes for LF. */
static bool
is_right_for_odd_text(uint32_t *state, uint32_t kinds)
{
	static const char bytes[] = { '\r', '\n', 'a', '\v', '\xff', '\0',
		'\x8a', '\t', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i' };
	char text[200], storage[400];
	struct buf want = BUF_OVER(storage);
	size_t len;

	*state = *state * 1664525 + 1013904223;
	len = *state >> 16 & 127;
	for (size_t i = 0; i < len; i++) {
		*state = *state * 1664525 + 1013904223;
		text[i] = bytes[(*state >> 24) % kinds];
	}
	return is_same(span_make(text, len), slowly(span_make(text, len),
	    &want));
}

/* A block that is full, in room of which no byte may be written behind twice
 * that: nothing but line ends, and then none but the first. */
static void
is_long_text_right(void)
{
	static char text[4096], storage[2 * sizeof(text)];
	static char room[2 * sizeof(text) + 1];
	struct buf want = BUF_OVER(storage);

	for (int lines = 1; lines >= 0; lines--) {
		struct ascii ascii = { 0 };
		struct span block = span_make(text, sizeof(text));

		memset(text, lines ? '\n' : 'a', sizeof(text));
		text[0] = '\n';
		room[2 * sizeof(text)] = 'z';
		(void)ok(span_equal(ascii_encode(&ascii, block, room),
		    slowly(block, &want)) && room[2 * sizeof(text)] == 'z',
		    "a whole block of %s", lines ? "line ends" : "one line");
	}
}

static const struct {
	const char *text, *want;
} arrivals[] = {
	{ "", "" }, { "word", "word" }, { "\r\n", "\n" }, { "\n", "\n" },
	{ "one\r\ntwo\r\n", "one\ntwo\n" }, { "\r", "\r" },
	{ "one\rtwo", "one\rtwo" }, { "one\r", "one\r" },
	{ "\r\r\n", "\r\n" }, { "\r\n\r\n", "\n\n" }, { "\r\r", "\r\r" },
	{ "\n\r", "\n\r" }, { "a\r\nb\rc\r\r\nd\r\n\r", "a\nb\rc\r\nd\n\r" },
};

/* In blocks of `size` bytes, the first one of `first`. */
static struct span
decode(struct span text, size_t first, size_t size, struct buf *out)
{
	struct ascii ascii = { 0 };
	char block[64];

	buf_clear(out);
	while (text.len > 0) {
		struct span piece = span_first(text, first);

		memcpy(block + 1, piece.at, piece.len);
		buf_put_span(out, ascii_decode(&ascii, block, piece.len));
		text = span_from(text, piece.len);
		first = size;
	}
	buf_put_span(out, ascii_decode_end(&ascii));
	return buf_span(out);
}

static void
check_arrivals(void)
{
	char storage[256];
	struct buf out = BUF_OVER(storage);

	for (size_t i = 0; i < COUNT_OF(arrivals); i++) {
		struct span text = span_of(arrivals[i].text);

		for (size_t at = 1; at <= text.len + 1; at++)
			ok(span_is(decode(text, at, 60, &out),
			    arrivals[i].want), "arriving text %zu, cut at %zu",
			    i, at);
		ok(span_is(decode(text, 1, 1, &out), arrivals[i].want),
		    "arriving text %zu, byte by byte", i);
	}
}

int
main(void)
{
	static const char unchanged[] = "one\r\ntwo\r";
	struct ascii ascii = { 0 };
	uint32_t state = 1;
	char room[64];
	int right = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		(void)ok(is_same(span_of(rows[i].text), span_of(rows[i].want)),
		    "%s, however it is cut", rows[i].name);
	(void)ok(ascii_encode(&ascii, span_of(unchanged), room).at == unchanged,
	    "what needs no change is not copied");
	for (uint32_t i = 0; i < 900; i++)
		right += is_right_for_odd_text(&state, 2 + i % 15);
	(void)is_num(right, 900, "odd texts come out as byte by byte");
	is_long_text_right();
	check_arrivals();
	return done_testing();
}
