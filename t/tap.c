/* SPDX-License-Identifier: ISC */
/* Test Anything Protocol: see tap.h. */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static unsigned count, failures;

static bool result(bool passed, const char *name, va_list args)
    PRINTF_LIKE(2, 0);

static bool
result(bool passed, const char *name, va_list args)
{
	count++;
	if (!passed)
		failures++;
	(void)printf("%sok %u - ", passed ? "" : "not ", count);
	(void)vprintf(name, args);
	(void)putchar('\n');
	(void)fflush(stdout);
	return passed;
}

bool
ok(bool passed, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	(void)result(passed, name, args);
	va_end(args);
	return passed;
}

bool
is_text(const char *got, const char *want, const char *name, ...)
{
	va_list args;
	bool same = got != NULL && want != NULL ? strcmp(got, want) == 0
	    : got == want;

	va_start(args, name);
	(void)result(same, name, args);
	va_end(args);
	if (!same)
		(void)printf("#  got: %s\n# want: %s\n",
		    got != NULL ? got : "(none)",
		    want != NULL ? want : "(none)");
	return same;
}

bool
is_num(long long got, long long want, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	(void)result(got == want, name, args);
	va_end(args);
	if (got != want)
		(void)printf("#  got: %lld\n# want: %lld\n", got, want);
	return got == want;
}

int
done_testing(void)
{
	(void)printf("1..%u\n", count);
	return failures == 0 && count > 0 ? 0 : 1;
}
