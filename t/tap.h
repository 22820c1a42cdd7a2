/* SPDX-License-Identifier: ISC */
/*
 * Test Anything Protocol for the C tests: prove reads what these print.
 * A name says what a user or a caller would say.
 */
#ifndef T_TAP_H
#define T_TAP_H

#include <stdbool.h>

#include "base/attrs.h"

/* One result line. Returns `passed`, so that a test can stop early. */
bool ok(bool passed, const char *name, ...) PRINTF_LIKE(2, 3);

/* As ok(), with what was got and wanted when they differ. */
bool is_text(const char *got, const char *want, const char *name, ...)
    PRINTF_LIKE(3, 4);
bool is_num(long long got, long long want, const char *name, ...)
    PRINTF_LIKE(3, 4);

/* Prints the plan; main() returns this: 0 when all passed. */
int done_testing(void) MUST_CHECK;

#endif
