/* SPDX-License-Identifier: ISC */
/* Wildcards: what matches, and what an attack with them may cost. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "broker/glob.h"
#include "tap.h"

#define PLENTY 1000000

/* Large, so not on the stack of each row. */
static struct glob glob;

static const struct {
	const char *pattern, *name;
	enum glob_result want;
} rows[] = {
	/* Texts and single signs. */
	{ "f.txt", "f.txt", GLOB_YES },
	{ "f.txt", "F.txt", GLOB_NO },
	{ "f.txt", "f.txt2", GLOB_NO },
	{ "", "", GLOB_YES },
	{ "", "a", GLOB_NO },
	{ "*", "", GLOB_YES },
	{ "*", "a/b/c", GLOB_YES },
	{ "?", "a", GLOB_YES },
	{ "?", "/", GLOB_YES },
	{ "?", "", GLOB_NO },
	{ "?", "\xff", GLOB_YES },
	{ "??", "a", GLOB_NO },
	/* Ways back: where a matcher that never retries gets it wrong. */
	{ "f*t", "f.txt", GLOB_YES },
	{ "*.txt", "a.txt.txt", GLOB_YES },
	{ "*?", "abc", GLOB_YES },
	{ "*?", "", GLOB_NO },
	{ "?*?", "a", GLOB_NO },
	{ "a*b*c", "a-b-b-c", GLOB_YES },
	{ "a*b*c", "a-c-b", GLOB_NO },
	{ "**a**", "xax", GLOB_YES },
	/* Braces. */
	{ "{a,b}", "a", GLOB_YES },
	{ "{a,b}", "b", GLOB_YES },
	{ "{a,b}", "ab", GLOB_NO },
	{ "{a,b}", "c", GLOB_NO },
	{ "*{.mp3,.mov}", "x.mov", GLOB_YES },
	{ "{*.mp3,*.mov,.private}", ".private", GLOB_YES },
	{ "{*.mp3,*.mov,.private}", "a.mp3.mp3", GLOB_YES },
	{ "{*.mp3,*.mov,.private}", "x.private", GLOB_NO },
	{ "a{,b}c", "ac", GLOB_YES },
	{ "a{,b}c", "abc", GLOB_YES },
	{ "a{b,,d}c", "adc", GLOB_YES },
	{ "a{b,}", "a", GLOB_YES },
	{ "a{b,}", "abb", GLOB_NO },
	{ "a{}b", "ab", GLOB_YES },
	{ "{b,a*}*", "a123", GLOB_YES },
	{ "{b,a*}*", "b123", GLOB_YES },
	{ "{b,a*}*", "c", GLOB_NO },
	{ "{a,b}{c,d}", "bd", GLOB_YES },
	{ "{a,b}{c,d}", "dc", GLOB_NO },
	/* What is not closed, or not open, stands for itself. */
	{ "{a", "{a", GLOB_YES },
	{ "*{a", "x{a", GLOB_YES },
	{ "a}", "a}", GLOB_YES },
	{ "a,b*", "a,bc", GLOB_YES },
	{ "x[", "x[", GLOB_YES },
	{ "*[ab", "x[ab", GLOB_YES },
	{ "*[ab", "xa", GLOB_NO },
	{ "*[]", "x[]", GLOB_YES },
	{ "*[!", "x[!", GLOB_YES },
	/* Sets. */
	{ "n[12]", "n1", GLOB_YES },
	{ "n[12]", "n3", GLOB_NO },
	{ "n[1]", "n[1]", GLOB_YES },
	{ "*[1].txt", "a[1].txt", GLOB_YES },
	{ "*[1].txt", "a1.txt", GLOB_YES },
	{ "*[1].txt", "a2.txt", GLOB_NO },
	{ "[a-c]x", "bx", GLOB_YES },
	{ "[a-c]x", "dx", GLOB_NO },
	{ "[a-c]x", "-x", GLOB_NO },
	{ "[c-a]x", "bx", GLOB_NO },
	{ "[ac-]x", "-x", GLOB_YES },
	{ "[-a]x", "-x", GLOB_YES },
	{ "[]a]x", "]x", GLOB_YES },
	{ "[]a]x", "ax", GLOB_YES },
	{ "[!a-c]x", "dx", GLOB_YES },
	{ "[^a-c]x", "bx", GLOB_NO },
	{ "[!]]x", "ax", GLOB_YES },
	{ "[!]]x", "]x", GLOB_NO },
	{ "[!a]", "", GLOB_NO },
	{ "[\x80-\xff]", "\xc3", GLOB_YES },
	{ "[*]x", "*x", GLOB_YES },
	{ "[{]x", "{x", GLOB_YES },
	{ "{[ab],c}x", "bx", GLOB_YES },
	{ "{[ab],c}x", "cx", GLOB_YES },
	{ "{[ab],c}x", "abx", GLOB_NO },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t budget = PLENTY;

		glob_compile(&glob, span_of(rows[i].pattern));
		is_num(glob_match(&glob, span_of(rows[i].name), &budget),
		    rows[i].want, "\"%s\" %s \"%s\"", rows[i].pattern,
		    rows[i].want == GLOB_YES ? "matches" : "does not match",
		    rows[i].name);
	}
}

/* The piece, again and again, up to a whole control line. */
static char storage[GLOB_PATTERN_MAX];

static struct span
repeated(const char *piece, size_t times, const char *end)
{
	struct buf buf = BUF_OVER(storage);

	while (times-- > 0)
		buf_put_text(&buf, piece);
	buf_put_text(&buf, end);
	return buf_span(&buf);
}

static const struct {
	const char *piece;
	size_t times;
	const char *end;
} attacks[] = {
	{ "*a", 2000, "b" },
	{ "*", 2000, "b" },
	{ "*?", 2000, "b" },
	{ "{*},", 1000, "b" },
	{ "{{*},", 800, "}}}b" },
	{ "{*,*a,}", 580, "b" },
	{ "{,a}", 1000, "b" },
	{ "[!b]*", 800, "b" },
	{ "*/../", 800, "b" },
};

/* 255 * 8194 looks at most; a look is some nanoseconds: below 20 ms. */
static void
test_attacks(void)
{
	char name[256];

	memset(name, 'a', sizeof(name));
	for (size_t i = 0; i < COUNT_OF(attacks); i++) {
		uint32_t all = 2 * 255 * GLOB_STEPS_MAX, budget = all;
		enum glob_result result;

		glob_compile(&glob, repeated(attacks[i].piece,
		    attacks[i].times, attacks[i].end));
		result = glob_match(&glob, span_make(name, 255), &budget);
		is_num(result, GLOB_NO, "%zu times \"%s\" comes to an end",
		    attacks[i].times, attacks[i].piece);
		ok(all - budget <= 255 * GLOB_STEPS_MAX,
		    "  after %u looks", all - budget);
	}
}

static void
test_budget(void)
{
	uint32_t budget = 100;
	char set[GLOB_PATTERN_MAX], name[200];

	memset(name, 'a', sizeof(name));
	glob_compile(&glob, repeated("*a", 50, "b"));
	is_num(glob_match(&glob, span_make(name, sizeof(name)), &budget),
	    GLOB_TOO_HARD, "a match that costs too much is neither yes nor no");
	is_num(budget, 0, "  and has used up all there was");
	is_num(glob_match(&glob, span_of("b"), &budget), GLOB_TOO_HARD,
	    "without a budget nothing can be told");
	memset(set, 'x', sizeof(set));
	set[0] = '[';
	set[sizeof(set) - 1] = ']';
	glob_compile(&glob, span_make(set, sizeof(set)));
	budget = PLENTY;
	is_num(glob_match(&glob, span_of("x"), &budget), GLOB_YES,
	    "a set may fill the longest pattern");
	ok(PLENTY - budget > 4000, "  and its length is paid for");
}

static void
test_limits(void)
{
	static char text[GLOB_PATTERN_MAX + 1];
	uint32_t budget = PLENTY;

	memset(text, '*', sizeof(text));
	glob_compile(&glob, span_make(text, GLOB_PATTERN_MAX));
	is_num(glob_match(&glob, span_of("a"), &budget), GLOB_YES,
	    "the longest pattern works");
	glob_compile(&glob, span_make(text, sizeof(text)));
	is_num(glob_match(&glob, span_of("a"), &budget), GLOB_TOO_HARD,
	    "a longer one is neither yes nor no");
	is_num(glob_match(&glob, span_make(text, sizeof(text)), &budget),
	    GLOB_YES, "but still matches itself");
	glob_compile(&glob, span_of("a.txt"));
	ok(glob.is_plain, "a pattern without signs is known as a plain name");
	glob_compile(&glob, span_of("a*"));
	ok(!glob.is_plain, "a pattern with signs is not");
}

/* The plain way, exponential and short: the same answers? */
static bool
naive(const char *pattern, const char *text)
{
	if (*pattern == '\0')
		return *text == '\0';
	if (*pattern == '*')
		return naive(pattern + 1, text) ||
		    (*text != '\0' && naive(pattern, text + 1));
	return *text != '\0' && (*pattern == '?' || *pattern == *text) &&
	    naive(pattern + 1, text + 1);
}

static void
put_random(char *text, const char *alphabet)
{
	int len = rand() % 7;

	for (int i = 0; i < len; i++)
		text[i] = alphabet[(size_t)rand() % strlen(alphabet)];
	text[len] = '\0';
}

static void
test_against_naive(void)
{
	unsigned wrong = 0, yes = 0;
	char pattern[8], text[8];

	srand(1);
	for (int i = 0; i < 100000; i++) {
		uint32_t budget = PLENTY;
		bool got;

		put_random(pattern, "ab*?");
		put_random(text, "ab");
		glob_compile(&glob, span_of(pattern));
		got = glob_match(&glob, span_of(text), &budget) == GLOB_YES;
		yes += got;
		wrong += got != naive(pattern, text);
	}
	ok(yes > 10000, "random patterns often match");
	is_num(wrong, 0, "and match what the plain definition says");
}

int
main(void)
{
	test_rows();
	test_attacks();
	test_budget();
	test_limits();
	test_against_naive();
	return done_testing();
}
