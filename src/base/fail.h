/* SPDX-License-Identifier: ISC */
/*
 * The ways to end a process that is not simply finished.
 *
 *   fatal()  the environment let us down: a directory is missing, the kernel
 *            refuses. The reporter logs it (and tells the client, where this
 *            role may), exit status 2.
 *   bug()    we, or a hostile role, broke a rule. The reporter logs it, then
 *            the process ends at once by a signal: no clean-up code runs on a
 *            state that cannot be trusted.
 *
 * The third way, leave(), ends a session that cannot go on and belongs to the
 * engine (engine/engine.h). base/ knows no log, so the role says who reports.
 */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include "base/attrs.h"

enum failure { FAILURE_FATAL, FAILURE_BUG };

#define EXIT_FATAL 2

typedef void (*fail_reporter)(enum failure kind, const char *text);

/*
 * Until this is called, failures go to standard error; so does a failure of the
 * reporter itself.
 */
void fail_report_to(fail_reporter reporter);

void fatal(const char *format, ...) PRINTF_LIKE(1, 2) NORETURN;
void bug(const char *format, ...) PRINTF_LIKE(1, 2) NORETURN;

#endif
