/* SPDX-License-Identifier: ISC */
/*
 * What the system-call filter must know about the machine: the name of its
 * calling convention, where a call's result is kept, and which calls it lacks.
 * A new architecture is one more block here and a run of t/jail.
 */
#ifndef BASE_ARCH_H
#define BASE_ARCH_H

#include <linux/audit.h>
#include <sys/syscall.h>
#include <ucontext.h>

/* ARCH_RESULT is the register that holds a system call's result. */
#if defined(__x86_64__)
#define ARCH_AUDIT AUDIT_ARCH_X86_64
#define ARCH_RESULT gregs[REG_RAX]
#elif defined(__aarch64__)
#define ARCH_AUDIT AUDIT_ARCH_AARCH64
#define ARCH_RESULT regs[0]
#else
#error "base/arch.h does not know this architecture yet"
#endif

/* The filter reads the low half of an argument where it is first in memory. */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "jail/filter.h reads arguments as little-endian"
#endif

/* In a SIGSYS handler: the call that was stopped fails with `error`. */
static inline void
arch_fail_call(ucontext_t *context, int error)
{
	context->uc_mcontext.ARCH_RESULT =
	    (__typeof__(context->uc_mcontext.ARCH_RESULT))-error;
}

/* Younger than the headers of some build machines; the same everywhere. */
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* Calls that newer architectures were born without. -1 is no call at all. */
#ifndef SYS_ioperm
#define SYS_ioperm (-1)
#endif
#ifndef SYS_iopl
#define SYS_iopl (-1)
#endif
#ifndef SYS_modify_ldt
#define SYS_modify_ldt (-1)
#endif
#ifndef SYS_poll
#define SYS_poll (-1)
#endif
#ifndef SYS_time
#define SYS_time (-1)
#endif

#endif
