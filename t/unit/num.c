/* SPDX-License-Identifier: ISC */
/* Strict numbers: what is a number, what is not, and where the bounds are. */
#include <stdint.h>

#include "base/num.h"
#include "tap.h"

#define NONE ((long long)-1)
#define UNTOUCHED 77

struct row {
	const char *name, *text;
	uint64_t max;
	long long want;		/* NONE: refused */
};

static const struct row decimals[] = {
	{ "zero", "0", 100, 0 },
	{ "a number", "42", 100, 42 },
	{ "leading zeros are decimal too", "0042", 100, 42 },
	{ "the bound itself", "100", 100, 100 },
	{ "one above the bound", "101", 100, NONE },
	{ "a digit too many", "1000", 100, NONE },
	{ "a bound of one digit", "3", 3, 3 },
	{ "one above a bound of one digit", "4", 3, NONE },
	{ "two digits above a bound of one", "10", 3, NONE },
	{ "a bound of zero", "0", 0, 0 },
	{ "one above a bound of zero", "1", 0, NONE },
	{ "the largest of 63 bits", "9223372036854775807", UINT64_MAX,
	    INT64_MAX },
	{ "one above 64 bits", "18446744073709551616", UINT64_MAX, NONE },
	{ "far above 64 bits", "99999999999999999999999", UINT64_MAX, NONE },
	{ "nothing", "", 100, NONE },
	{ "a sign", "+1", 100, NONE },
	{ "a minus", "-1", 100, NONE },
	{ "a blank before", " 1", 100, NONE },
	{ "a blank behind", "1 ", 100, NONE },
	{ "a tail", "1k", 100, NONE },
	{ "a point", "1.0", 100, NONE },
	{ "hexadecimal", "0x10", 100, NONE },
	{ "the sign before 0", "/", 100, NONE },
	{ "the sign behind 9", ":", 100, NONE },
	{ "a byte beyond ASCII", "\xb9", 100, NONE },
};

static const struct row octals[] = {
	{ "a mask", "022", 0777, 022 },
	{ "the bound itself", "0777", 0777, 0777 },
	{ "one above the bound", "1000", 0777, NONE },
	{ "eight is no octal digit", "8", 0777, NONE },
	{ "nine is no octal digit", "09", 0777, NONE },
	{ "a bound of one digit", "3", 3, 3 },
	{ "one above a bound of one digit", "4", 3, NONE },
	{ "nothing", "", 0777, NONE },
};

typedef int (*parser)(struct span text, uint64_t max, uint64_t *out);

static void
test_rows(const char *what, parser parse, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t got = UNTOUCHED;
		int result = parse(span_of(rows[i].text), rows[i].max, &got);

		if (rows[i].want == NONE)
			ok(result == -1 && got == UNTOUCHED,
			    "%s: %s is refused, and nothing is written", what,
			    rows[i].name);
		else
			ok(result == 0 && got == (uint64_t)rows[i].want,
			    "%s: %s", what, rows[i].name);
	}
}

static void
test_time(void)
{
	const struct tm when = {
		.tm_year = 126, .tm_mon = 0, .tm_mday = 2, .tm_hour = 3,
		.tm_min = 4, .tm_sec = 5,
	};
	char storage[32];
	struct buf buf = BUF_OVER(storage);

	num_put_time(&buf, &when);
	is_text(buf_text(&buf), "20260102030405", "a time as MDTM answers it");
}

int
main(void)
{
	uint64_t largest = 0;

	test_rows("decimal", num_decimal, decimals, COUNT_OF(decimals));
	test_rows("octal", num_octal, octals, COUNT_OF(octals));
	ok(num_decimal(span_of("18446744073709551615"), UINT64_MAX, &largest) ==
	    0 && largest == UINT64_MAX, "decimal: the largest of 64 bits");
	ok(num_decimal(span_make("123", 2), 100, &largest) == 0 &&
	    largest == 12, "decimal: what is behind the span does not count");
	ok(num_decimal(span_make("1\0", 2), 100, &largest) == -1,
	    "decimal: a NUL is no digit");
	test_time();
	return done_testing();
}
