/* SPDX-License-Identifier: ISC */
/* Waiting for children: those that end, are killed, or do not want to go. */
#include <err.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/deadline.h"
#include "tap.h"

#define PLENTY_MS 10000

/* A child that waits for `gate` to be closed, then exits with `status`. */
static pid_t
start(int gate[2], int status)
{
	pid_t child;
	char byte;

	if (pipe(gate) == -1 || (child = fork()) == -1)
		err(2, "start");
	if (child == 0) {
		(void)close(gate[1]);
		(void)!read(gate[0], &byte, 1);
		_exit(status);
	}
	(void)close(gate[0]);
	return child;
}

static void
test_exit(void)
{
	int gate[2], status = -1;
	pid_t child = start(gate, 3);

	(void)close(gate[1]);
	is_num(child_reap(child, PLENTY_MS, &status), CHILD_EXITED,
	    "a child that ends has exited");
	is_num(status, 3, "with its exit status");
	is_num(waitpid(child, NULL, WNOHANG), -1, "and is reaped");
}

static void
test_signal(void)
{
	int gate[2], status = -1;
	pid_t child = start(gate, 0);

	(void)kill(child, SIGKILL);
	is_num(child_reap(child, PLENTY_MS, &status), CHILD_KILLED,
	    "a child that is killed was killed");
	is_num(status, SIGKILL, "by that signal");
	(void)close(gate[1]);
}

static void
test_patience(void)
{
	int gate[2], status = 77;
	pid_t child = start(gate, 0);
	int64_t before = clock_ms();

	is_num(child_reap(child, 0, &status), CHILD_STUCK,
	    "a child that goes on is stuck, without patience");
	is_num(child_reap(child, 50, &status), CHILD_STUCK,
	    "and with a little");
	ok(clock_ms() - before >= 50, "which is used up");
	is_num(status, 77, "and no status is made up");
	(void)close(gate[1]);
	is_num(child_reap(child, PLENTY_MS, &status), CHILD_EXITED,
	    "it can be asked again");
	is_num(child_reap(getpid(), 0, &status), CHILD_STUCK,
	    "what is no child does not end");
}

int
main(void)
{
	test_exit();
	test_signal();
	test_patience();
	return done_testing();
}
