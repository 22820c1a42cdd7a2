/* SPDX-License-Identifier: ISC */
/*
 * From the rows of a role's calls.def to a constant system-call filter and the
 * same rows as a table to read. No rule compiler runs at start. A manifest.c
 * writes:
 *
 *	#define FILTER engine_filter
 *	#define FILTER_TABLE engine_table
 *	#define FILTER_ROWS "engine/calls.def"
 *	#include "jail/filter.h"
 *
 * Rows:
 *
 *	OFTEN(call, why)		always allowed, decided first
 *	ALLOW(call, why)		always allowed
 *	ALLOW_IF(call, test, why)	allowed for some arguments only
 *	ALLOW_IF_EITHER(call, argument, value, value, why)
 *	ALLOW_IF_BOTH(call, test, test, why)
 *	ALLOW_IF_ALL(call, test, test, test, why)
 *
 * A row for some of a role's manifests only stands inside a macro of that role,
 * which is the row or nothing: WITH_TLS(OFTEN(call, why)).
 *
 * A test is IS(argument, value) or MASKED(argument, mask, value); arguments
 * count from 1. Several rows of one call are alternatives. Only the low 32
 * bits are looked at, so an argument that is tested must be one that the
 * kernel takes as an int, or whose allowed bits are all below 32.
 *
 * Why OFTEN: at installation the kernel walks the filter once for each of some
 * 470 numbers, to find those that are allowed whatever their arguments; they
 * cost nothing afterwards. Each row walked past costs about 1 us per session,
 * so 60 rows cost 55 us. The walk gives up at an instruction that it does not
 * know: there is a harmless one behind the OFTEN rows, and what follows it is
 * free to be long. A call behind it costs 0.13 us more each time it is made.
 */
#ifndef JAIL_FILTER_H
#define JAIL_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arch.h"
#include "jail/sanitizer.h"

/* No call has a number from here up: x32 calls have, and a -1. */
#define FILTER_FIRST_NO_CALL 0x40000000u

#define FILTER_LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define FILTER_LOAD_NUMBER FILTER_LOAD(offsetof(struct seccomp_data, nr))
#define FILTER_SKIP_UNLESS(value, skip) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), 0, (skip))
#define FILTER_RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))

/* X = A: nothing reads X, and the walk at installation ends here. */
#define FILTER_END_OF_WALK BPF_STMT(BPF_MISC | BPF_TAX, 0)

/* Three instructions; `skip` is how many of the row follow until its end. */
#define FILTER_TEST_OF(argument, mask, value, skip) \
	FILTER_LOAD(offsetof(struct seccomp_data, args[(argument) - 1])), \
	BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (uint32_t)(mask)), \
	FILTER_SKIP_UNLESS(value, skip)
/* The step between lets a test unfold into its three columns first. */
#define FILTER_TEST(...) FILTER_TEST_OF(__VA_ARGS__)

#define FILTER_DECIDE(number, action) \
	FILTER_SKIP_UNLESS(number, 1), FILTER_RETURN(action)

/* The machine's own calls only: another convention has other numbers. */
#define FILTER_BEGIN \
	FILTER_LOAD(offsetof(struct seccomp_data, arch)), \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH_AUDIT, 1, 0), \
	FILTER_RETURN(SECCOMP_RET_KILL_PROCESS), \
	FILTER_LOAD_NUMBER, \
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FILTER_FIRST_NO_CALL, 0, 1), \
	FILTER_RETURN(SECCOMP_RET_KILL_PROCESS)

#endif

#ifdef FILTER_ROWS

static const struct sock_filter FILTER[] = {
	FILTER_BEGIN,

#define OFTEN(call, why) FILTER_DECIDE(SYS_##call, SECCOMP_RET_ALLOW),
#define ALLOW(call, why)
#define ALLOW_IF(call, test, why)
#define ALLOW_IF_EITHER(call, argument, first, second, why)
#define ALLOW_IF_BOTH(call, test, second, why)
#define ALLOW_IF_ALL(call, test, second, third, why)
#include FILTER_ROWS
#undef OFTEN
#undef ALLOW
#undef ALLOW_IF
#undef ALLOW_IF_EITHER
#undef ALLOW_IF_BOTH
#undef ALLOW_IF_ALL

	FILTER_END_OF_WALK,

#define IS(argument, value) argument, 0xffffffffu, value
#define MASKED(argument, mask, value) argument, mask, value
#define OFTEN(call, why)
#define ALLOW(call, why) FILTER_DECIDE(SYS_##call, SECCOMP_RET_ALLOW),
#define ALLOW_IF(call, test, why) \
	FILTER_SKIP_UNLESS(SYS_##call, 5), \
	FILTER_TEST(test, 1), \
	FILTER_RETURN(SECCOMP_RET_ALLOW), \
	FILTER_LOAD_NUMBER,
#define ALLOW_IF_EITHER(call, argument, first, second, why) \
	FILTER_SKIP_UNLESS(SYS_##call, 5), \
	FILTER_LOAD(offsetof(struct seccomp_data, args[(argument) - 1])), \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(first), 1, 0), \
	FILTER_SKIP_UNLESS(second, 1), \
	FILTER_RETURN(SECCOMP_RET_ALLOW), \
	FILTER_LOAD_NUMBER,
#define ALLOW_IF_BOTH(call, test, second, why) \
	FILTER_SKIP_UNLESS(SYS_##call, 8), \
	FILTER_TEST(test, 4), \
	FILTER_TEST(second, 1), \
	FILTER_RETURN(SECCOMP_RET_ALLOW), \
	FILTER_LOAD_NUMBER,
#define ALLOW_IF_ALL(call, test, second, third, why) \
	FILTER_SKIP_UNLESS(SYS_##call, 11), \
	FILTER_TEST(test, 7), \
	FILTER_TEST(second, 4), \
	FILTER_TEST(third, 1), \
	FILTER_RETURN(SECCOMP_RET_ALLOW), \
	FILTER_LOAD_NUMBER,
#include FILTER_ROWS
#include "jail/sanitizer.def"
#undef IS
#undef MASKED
#undef OFTEN
#undef ALLOW
#undef ALLOW_IF
#undef ALLOW_IF_EITHER
#undef ALLOW_IF_BOTH
#undef ALLOW_IF_ALL

#define ATTACK(call, why) FILTER_DECIDE(SYS_##call, SECCOMP_RET_KILL_PROCESS),
#include "jail/attacks.def"
#undef ATTACK

	FILTER_RETURN(SECCOMP_RET_TRAP),
};

static const struct jail_call FILTER_TABLE[] = {
#define IS(argument, value) "argument " #argument " is " #value
#define MASKED(argument, mask, value) \
	"argument " #argument " & " #mask " is " #value
#define OFTEN(call, why) { SYS_##call, #call, "", why },
#define ALLOW(call, why) { SYS_##call, #call, "", why },
#define ALLOW_IF(call, test, why) { SYS_##call, #call, test, why },
#define ALLOW_IF_EITHER(call, argument, first, second, why) \
	{ SYS_##call, #call, \
	    "argument " #argument " is " #first " or " #second, why },
#define ALLOW_IF_BOTH(call, test, second, why) \
	{ SYS_##call, #call, test ", " second, why },
#define ALLOW_IF_ALL(call, test, second, third, why) \
	{ SYS_##call, #call, test ", " second ", " third, why },
#include FILTER_ROWS
#include "jail/sanitizer.def"
#undef IS
#undef MASKED
#undef OFTEN
#undef ALLOW
#undef ALLOW_IF
#undef ALLOW_IF_EITHER
#undef ALLOW_IF_BOTH
#undef ALLOW_IF_ALL
};

#undef FILTER
#undef FILTER_TABLE
#undef FILTER_ROWS

#endif
