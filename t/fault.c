/* SPDX-License-Identifier: ISC */
/*
 * A session in which a system call fails: of one role, behind its jail, and no
 * sooner. For t/faults; run by a superserver in the server's place.
 *
 *   fault list                       each role and call of the calls.def
 *   fault ROLE CALL ERRNO WHEN -- PROGRAM [ARGUMENT...]
 *
 * WHEN is which of the calls fails, counted from 1; 0: all of them. A filter of
 * this program's, beneath that of the jail, asks it about the call, and it lets
 * all others through. The exit status is the session's; one that was killed by
 * a signal is 128 and the signal.
 */
#include <err.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arch.h"
#include "base/fd.h"

/* The rows of all roles, for every kind of session. */
static const struct row {
	const char *role, *call;
	long number;
} rows[] = {
#define WITH_TLS(...) __VA_ARGS__
#define WRITING(...) __VA_ARGS__
#define OFTEN(call, why) { ROLE, #call, SYS_##call },
#define ALLOW(call, why) { ROLE, #call, SYS_##call },
#define ALLOW_IF(call, test, why) { ROLE, #call, SYS_##call },
#define ALLOW_IF_BOTH(call, ...) { ROLE, #call, SYS_##call },
#define ALLOW_IF_ALL(call, ...) { ROLE, #call, SYS_##call },
#define ALLOW_IF_EITHER(call, ...) { ROLE, #call, SYS_##call },
#define ROLE "engine"
#include "engine/calls.def"
#undef ROLE
#define ROLE "broker"
#include "broker/calls.def"
#undef ROLE
#define ROLE "monitor"
#include "monitor/calls.def"
#undef ROLE
};

static void
list(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].number >= 0)
			(void)printf("%s %s\n", rows[i].role, rows[i].call);
}

/* What is to fail. */
struct wanted {
	const char *role;
	long number;
	int error;
	unsigned long when, seen;
};

static long
number_of(const char *call)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].call, call) == 0)
			return rows[i].number;
	errx(126, "no role may call %s", call);
}

/* Starting the session ----------------------------------------------------- */

/* Asks about one call. */
static int
install_filter(long number)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { COUNT_OF(program), program };

	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
}

/*
 * Until its exec the child has our table of descriptors, so that whoever
 * answers for its calls is in ours; and we wait so long. It must not make the
 * call that is asked about before that, so it makes none but the exec.
 */
static pid_t
start(long number, char **command, int *listener_out)
{
	int *listener = mmap(NULL, sizeof(*listener), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;

	if (listener == MAP_FAILED)
		err(126, "mmap");
	child = (pid_t)syscall(SYS_clone,
	    CLONE_FILES | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
	if (child == 0) {
		*listener = install_filter(number);
		(void)execv(command[0], command);
		_exit(126);
	}
	if (child == -1 || *listener < 0)
		err(126, "cannot start %s under a filter", command[0]);
	*listener_out = *listener;
	return child;
}

/* Answering for its calls -------------------------------------------------- */

/* A number in /proc/PID/status. */
static unsigned long
status_of(pid_t pid, const char *name)
{
	char path[64], line[256];
	unsigned long value = 0;
	FILE *in;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	in = fopen(path, "re");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtoul(line + strlen(name), NULL, 10);
	if (in != NULL)
		(void)fclose(in);
	return value;
}

/* Behind its jail a process has our filter and its own. Who has stayed, and who
 * reads the network, is nobody; the first process of a session is no engine. */
static bool
is_in_role(pid_t pid, pid_t first, const char *role)
{
	const struct passwd *nobody = getpwnam("nobody");
	bool is_nobody = nobody != NULL &&
	    status_of(pid, "Uid:") == nobody->pw_uid;

	if (status_of(pid, "Seccomp_filters:") < 2)
		return false;
	if (!is_nobody)
		return strcmp(role, "broker") == 0;
	return strcmp(role, pid == first ? "monitor" : "engine") == 0;
}

static void
answer(int listener, pid_t first, struct wanted *wanted)
{
	struct seccomp_notif call = { 0 };
	struct seccomp_notif_resp verdict = { 0 };

	/* It may have been killed meanwhile. */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == -1)
		return;
	verdict.id = call.id;
	verdict.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	if (is_in_role((pid_t)call.pid, first, wanted->role) &&
	    (++wanted->seen == wanted->when || wanted->when == 0)) {
		verdict.flags = 0;
		verdict.error = -wanted->error;
	}
	(void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &verdict);
}

/* Until the last process under the filter has ended. */
static void
serve(int listener, pid_t first, struct wanted *wanted)
{
	struct pollfd fd = { .fd = listener, .events = POLLIN };

	while (poll(&fd, 1, -1) == 1 && (fd.revents & POLLHUP) == 0)
		answer(listener, first, wanted);
}

/* Whether the call was made, for whoever counts. */
static void
report(const struct wanted *wanted)
{
	const char *path = getenv("FAULT_REPORT");
	FILE *out = path != NULL ? fopen(path, "ae") : NULL;

	if (out == NULL)
		return;
	(void)fprintf(out, "%lu\n", wanted->seen);
	(void)fclose(out);
}

int
main(int count, char **arguments)
{
	struct wanted wanted;
	int listener = NO_FD, status = 0;
	pid_t child;

	if (count == 2 && strcmp(arguments[1], "list") == 0) {
		list();
		return 0;
	}
	if (count < 7)
		errx(126, "see the head of t/fault.c");
	wanted = (struct wanted){
		.role = arguments[1], .number = number_of(arguments[2]),
		.error = atoi(arguments[3]),
		.when = strtoul(arguments[4], NULL, 10),
	};
	child = start(wanted.number, arguments + 6, &listener);
	/* The client's connection is the session's alone. */
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	serve(listener, child, &wanted);
	(void)waitpid(child, &status, 0);
	report(&wanted);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
	    : WEXITSTATUS(status);
}
