/* SPDX-License-Identifier: ISC */
/* Waiting for a child process that has said, or is about to say, goodbye. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <sys/types.h>

#include "base/attrs.h"

/*
 * fork(2), for a process with one thread: libc's own preparations for others,
 * which write to pages that would have to be copied, are left out where libc
 * allows it. Nothing was registered with pthread_atfork() that a child needs.
 */
pid_t child_fork(void) MUST_CHECK;

enum farewell {
	CHILD_EXITED,	/* *status_out is its exit status */
	CHILD_KILLED,	/* *status_out is the signal */
	CHILD_STUCK,	/* it is still there after `patience_ms` */
};

/* Reaps `child`, waiting up to `patience_ms`. */
enum farewell child_reap(pid_t child, int patience_ms, int *status_out)
    MUST_CHECK;

/* The longest that one role of a session may outlive another. */
#define FAREWELL_MS 900

#endif
