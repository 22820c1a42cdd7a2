/* SPDX-License-Identifier: ISC */
/* Waiting for a child: see child.h. Monitor and broker. */
#include "base/child.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* _Fork: glibc 2.34. */
#ifdef HAVE__FORK
#define CHILD_FORK _Fork
#else
#define CHILD_FORK fork
#endif

#define STEP_MS 5

pid_t
child_fork(void)
{
	return CHILD_FORK();
}

enum farewell
child_reap(pid_t child, int patience_ms, int *status_out)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };
	int status = 0;

	/* Its descriptors close before it can be reaped: a moment at most. */
	while (waitpid(child, &status, WNOHANG) != child) {
		if (patience_ms <= 0)
			return CHILD_STUCK;
		(void)nanosleep(&step, NULL);
		patience_ms -= STEP_MS;
	}
	if (WIFSIGNALED(status)) {
		*status_out = WTERMSIG(status);
		return CHILD_KILLED;
	}
	*status_out = WEXITSTATUS(status);
	return CHILD_EXITED;
}
