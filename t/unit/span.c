/* SPDX-License-Identifier: ISC */
/* Spans: comparing, cutting, splitting and trimming bytes that end nowhere. */
#include <stdio.h>

#include "base/span.h"
#include "tap.h"

static void
is_span(struct span got, const char *want, const char *name)
{
	char copy[64];

	(void)snprintf(copy, sizeof(copy), "%.*s", SPAN_ARGS(got));
	(void)is_text(copy, want, "%s", name);
}

/* Comparing ---------------------------------------------------------------- */

static const struct {
	const char *name, *text, *other;
	bool is, is_nocase, begins;
} comparisons[] = {
	{ "a text is itself", "RETR", "RETR", true, true, true },
	{ "case counts, or does not", "retr", "RETR", false, true, false },
	{ "a longer text is another", "RETRX", "RETR", false, false, true },
	{ "a shorter text is another", "RET", "RETR", false, false, false },
	{ "nothing is nothing", "", "", true, true, true },
	{ "nothing is not something", "", "a", false, false, false },
	{ "everything begins with nothing", "a", "", false, false, true },
	{ "letters beyond ASCII have no case", "\xe4", "\xc4", false, false,
	    false },
	{ "@ and ` differ by the bit of case", "@", "`", false, false, false },
};

static void
test_comparing(void)
{
	for (size_t i = 0; i < COUNT_OF(comparisons); i++) {
		struct span text = span_of(comparisons[i].text);
		const char *other = comparisons[i].other;

		ok(span_is(text, other) == comparisons[i].is,
		    "%s: is", comparisons[i].name);
		ok(span_equal(text, span_of(other)) == comparisons[i].is,
		    "%s: equal", comparisons[i].name);
		ok(span_is_nocase(text, other) == comparisons[i].is_nocase,
		    "%s: is without case", comparisons[i].name);
		ok(span_begins(text, other) == comparisons[i].begins,
		    "%s: begins", comparisons[i].name);
	}
	ok(!span_is(span_make("a\0b", 3), "a"),
	    "a NUL does not end a span");
	ok(span_is(span_make("abc", 2), "ab"),
	    "what is behind a span does not belong to it");
	ok(span_make(NULL, 0).at != NULL, "no bytes are still at an address");
	ok(span_is(span_of(NULL), ""), "no C string is the empty span");
}

/* Cutting ------------------------------------------------------------------ */

static void
test_cutting(void)
{
	struct span abc = span_of("abc");

	is_span(span_from(abc, 1), "bc", "from the second byte on");
	is_span(span_from(abc, 3), "", "from the end on");
	is_span(span_from(abc, 4), "", "from behind the end on");
	is_span(span_from(abc, (size_t)-1), "", "from far behind the end on");
	is_span(span_first(abc, 2), "ab", "the first two");
	is_span(span_first(abc, 0), "", "the first none");
	is_span(span_first(abc, 9), "abc", "the first nine of three");
	is_num((long long)span_find(abc, 'c'), 2, "the last byte is found");
	is_num((long long)span_find(abc, 'x'), 3,
	    "a byte that is not there is at the end");
	is_num((long long)span_find(span_of(""), 'x'), 0,
	    "nothing is found in nothing");
	is_num((long long)span_find(span_make("a\0b", 3), 'b'), 2,
	    "a byte behind a NUL is found");
}

static const struct {
	const char *name, *text, *head, *rest;
} splits[] = {
	{ "a verb and its argument", "RETR a b", "RETR", "a b" },
	{ "a verb alone", "NOOP", "NOOP", "" },
	{ "a verb and a blank", "NOOP ", "NOOP", "" },
	{ "a blank first", " x", "", "x" },
	{ "nothing", "", "", "" },
};

static void
test_splitting(void)
{
	for (size_t i = 0; i < COUNT_OF(splits); i++) {
		struct span rest = span_of(splits[i].text);
		struct span head = span_split(&rest, ' ');

		is_span(head, splits[i].head, splits[i].name);
		is_span(rest, splits[i].rest, splits[i].name);
	}
}

static const struct {
	const char *name, *text, *want;
} trims[] = {
	{ "blanks at both ends go", "  a b  ", "a b" },
	{ "tabs and line ends go", "\t\r\na\v\f", "a" },
	{ "only blanks leave nothing", " \t ", "" },
	{ "nothing stays nothing", "", "" },
	{ "a blank of Latin-1 stays", "\xa0" "a\x85", "\xa0" "a\x85" },
};

int
main(void)
{
	test_comparing();
	test_cutting();
	test_splitting();
	for (size_t i = 0; i < COUNT_OF(trims); i++)
		is_span(span_trim(span_of(trims[i].text)), trims[i].want,
		    trims[i].name);
	return done_testing();
}
