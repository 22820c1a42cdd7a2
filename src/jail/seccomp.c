/* SPDX-License-Identifier: ISC */
/*
 * The system-call filter, and what happens to a call that is not on its list:
 * see steps.h and jail.h. The handler runs in a role that may be hostile.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arch.h"
#include "base/fail.h"
#include "jail/steps.h"

/* si_code of a filter's SIGSYS: SYS_SECCOMP, which libc leaves out. */
#define SENT_BY_FILTER 1

#define REMEDY "set seccomp_sandbox=NO if this machine cannot do it"

const struct jail_call jail_attacks[] = {
#define ATTACK(call, why) { SYS_##call, #call, "", why },
#include "jail/attacks.def"
#undef ATTACK
};
const size_t jail_attack_count = COUNT_OF(jail_attacks);

/* A signal handler is given no context, so these two are of the whole file. */
static void (*report_denied)(long number) HOT;
static bool is_reported[1024];

void
jail_report_denied_to(void (*report)(long number))
{
	report_denied = report;
}

/*
 * Makes the call fail with EPERM: the kernel has skipped it and comes back to
 * the instruction behind it.
 */
static void
deny_call(int signal_number, siginfo_t *info, void *context)
{
	int saved_errno = errno;
	unsigned number = (unsigned)info->si_syscall;

	(void)signal_number;
	/* Sent by another process: there is no call to answer. */
	if (info->si_code != SENT_BY_FILTER)
		return;
	if (number >= COUNT_OF(is_reported))
		number = COUNT_OF(is_reported) - 1;
	if (!is_reported[number]) {
		is_reported[number] = true;
		if (report_denied != NULL)
			report_denied(info->si_syscall);
	}
	arch_fail_call(context, EPERM);
	errno = saved_errno;
}

/* Is it the kernel that cannot filter, or our filter that is no good? */
static bool
kernel_has_filters(void)
{
	uint32_t action = SECCOMP_RET_TRAP;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

unsigned
seccomp_apply(const struct sock_filter *filter, unsigned short length)
{
	/* SA_NODEFER: a denied call of the reporter is denied, not deadly. */
	const struct sigaction denial = {
		.sa_sigaction = deny_call,
		.sa_flags = SA_SIGINFO | SA_NODEFER,
	};
	/* The kernel's struct has no const; it only reads. */
	const struct sock_fprog program = {
		.len = length,
		.filter = (struct sock_filter *)(uintptr_t)filter,
	};
	int result;

	must(sigaction(SIGSYS, &denial, NULL), REMEDY, "sigaction(SIGSYS)");
	/* No SPEC_ALLOW: it saves nothing measurable, and would take a defence
	 * against speculative reads away where a machine has it on. */
	result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
	    &program);
	if (result == -1 && (errno == ENOSYS || errno == EINVAL)) {
		if (kernel_has_filters())
			bug("the kernel finds no sense in a filter");
		return MISSING_SECCOMP;
	}
	must(result, REMEDY, "seccomp(SECCOMP_SET_MODE_FILTER)");
	return 0;
}
