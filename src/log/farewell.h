/* SPDX-License-Identifier: ISC */
/* The last words about a role of this session: whose parent waits for it. */
#ifndef LOG_FAREWELL_H
#define LOG_FAREWELL_H

#include <sys/types.h>

#include "base/attrs.h"
#include "base/child.h"

/*
 * Reaps a child that is about to end, for FAREWELL_MS at most. One that was
 * killed, or is stuck, is logged as `role`, and counts as failed: *status_out
 * is its exit status, or EXIT_FAILURE.
 */
enum farewell farewell(const char *role, pid_t child, int *status_out)
    MUST_CHECK;

#endif
