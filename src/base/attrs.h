/* SPDX-License-Identifier: ISC */
/*
 * Compiler attributes that carry a contract: a result that must be looked
 * at, a format that must fit its arguments, a function that never returns.
 */
#ifndef BASE_ATTRS_H
#define BASE_ATTRS_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) \
	__attribute__((__format__(__printf__, format_at, args_at)))
#define NORETURN __attribute__((noreturn))
#define NOINLINE __attribute__((noinline))
#define UNUSED __attribute__((unused))

/*
 * A small variable that nearly every session writes to goes with those that are
 * initialised, and not with the large ones that are zero: these all are in one
 * page then, and a process that was forked has one page to copy.
 */
#define HOT __attribute__((section(".data")))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
