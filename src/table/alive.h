/* SPDX-License-Identifier: ISC */
/* Is a session's process still there? Asked of the kernel. */
#ifndef TABLE_ALIVE_H
#define TABLE_ALIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attrs.h"

/* The clock that processes' starting times are in: microseconds since boot. */
int64_t alive_clock_us(void);

/* No process of this number: one call, and no doubt about a "true". */
bool alive_is_gone(pid_t pid) MUST_CHECK;

/*
 * There is a process of this number, it has not ended (one that nobody has
 * waited for yet has), and it is the one that was there at `then_us`: whoever
 * got the number after it has started later.
 */
bool alive_is_there(pid_t pid, int64_t then_us) MUST_CHECK;

/*
 * Sends a signal to that process and to no other that may have its number by
 * now. -1 with errno; ESRCH: it has gone.
 */
int alive_send(pid_t pid, int64_t then_us, int signal) MUST_CHECK;

#endif
