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

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
