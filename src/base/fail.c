/* SPDX-License-Identifier: ISC */
/*
 * fatal() and bug(): see fail.h. The reporter is the one mutable variable of
 * base/: it must be reachable from every depth without being passed down.
 */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void
report_to_stderr(enum failure kind, const char *text)
{
	(void)fprintf(stderr, "oneftpd: %s%s\n",
	    kind == FAILURE_BUG ? "bug: " : "", text);
}

static fail_reporter report = report_to_stderr;

PRINTF_LIKE(2, 0) static void
report_failure(enum failure kind, const char *format, va_list args)
{
	char text[1024];
	fail_reporter reporter = report;

	(void)vsnprintf(text, sizeof(text), format, args);
	/* A reporter that fails itself must not be asked again for ever. */
	report = report_to_stderr;
	reporter(kind, text);
}

void
fail_report_to(fail_reporter reporter)
{
	report = reporter;
}

void
fatal(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_failure(FAILURE_FATAL, format, args);
	va_end(args);
	_exit(EXIT_FATAL);
}

void
bug(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_failure(FAILURE_BUG, format, args);
	va_end(args);
	/* Not abort(), which sends a signal: no filter allows that. */
	__builtin_trap();
}
