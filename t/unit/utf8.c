/* SPDX-License-Identifier: ISC */
/* Every character there is, and what only looks like one (RFC 3629). */
#include "base/utf8.h"
#include "tap.h"

/* The encoder that the decoder is tried against. */
static size_t
encode(uint32_t character, char bytes[static 4])
{
	static const uint32_t ends[] = { 0x80, 0x800, 0x10000, 0x110000 };
	static const unsigned char marks[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	size_t len = 0;

	while (character >= ends[len])
		len++;
	for (size_t i = len; i > 0; i--) {
		bytes[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	bytes[0] = (char)(marks[len] | character);
	return len + 1;
}

static bool
is_understood(uint32_t character)
{
	char bytes[5] = "\x80\x80\x80\x80";
	size_t len = encode(character, bytes);
	uint32_t got = UINT32_MAX;

	return utf8_first(span_make(bytes, 5), &got) == len &&
	    got == character &&
	    (len == 1 || utf8_first(span_make(bytes, len - 1), &got) == 0);
}

static void
test_all(void)
{
	uint32_t failed = 0;

	for (uint32_t c = 0; c < 0x110000; c++)
		if (is_understood(c) == (c >= 0xd800 && c <= 0xdfff))
			failed++;
	is_num(failed, 0, "every character is understood, but no surrogate, "
	    "and none that is cut");
}

/* Of all pairs of bytes, these are one character or two. */
static void
test_pairs(void)
{
	unsigned pairs = 0, singles = 0;

	for (unsigned pair = 0; pair < 0x10000; pair++) {
		const char bytes[2] = { (char)(pair >> 8), (char)pair };
		uint32_t got = 0;
		size_t len = utf8_first(span_make(bytes, 2), &got);

		pairs += len == 2;
		singles += len == 1;
	}
	is_num(pairs, 0x800 - 0x80, "of two bytes there are 1920 characters");
	is_num(singles, 0x80 * 0x100, "and 128 of one, whatever follows");
}

static const struct {
	const char *name, *bytes;
} wrong[] = {
	{ "a byte that only goes on", "\x80" },
	{ "two bytes for NUL", "\xc0\x80" },
	{ "two bytes for a slash", "\xc0\xaf" },
	{ "three bytes for a slash", "\xe0\x80\xaf" },
	{ "four bytes for the euro", "\xf0\x82\x82\xac" },
	{ "the first surrogate", "\xed\xa0\x80" },
	{ "the last surrogate", "\xed\xbf\xbf" },
	{ "one more than the last character", "\xf4\x90\x80\x80" },
	{ "five bytes", "\xf8\x88\x80\x80\x80" },
	{ "FE", "\xfe" },
	{ "FF", "\xff\xff" },
	{ "a letter where a byte should go on", "\xe4\xb8" "a" },
};

int
main(void)
{
	uint32_t got = 0;

	test_all();
	test_pairs();
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		is_num((long long)utf8_first(span_of(wrong[i].bytes), &got), 0,
		    "not UTF-8: %s", wrong[i].name);
	return done_testing();
}
