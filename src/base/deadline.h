/* SPDX-License-Identifier: ISC */
/*
 * Points in time on the monotonic clock, so that setting the wall clock ends
 * no session. An option of 0 seconds means "for ever" everywhere in the
 * configuration, and so it does here.
 */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

struct deadline {
	int64_t at_ms;	/* 0: never */
};

/* Milliseconds on the monotonic clock. */
int64_t clock_ms(void);

/* Microseconds on the monotonic clock. */
int64_t clock_us(void);

/* `seconds` from now; 0 is never. */
struct deadline deadline_in(unsigned seconds);

/* `ms` from now; 0 has passed when it is looked at. */
struct deadline deadline_in_ms(int64_t ms);

/* The one that passes first; never is later than all. */
struct deadline deadline_sooner(struct deadline a, struct deadline b);

/* For poll(2): milliseconds left, at least 0; -1 for never. */
int deadline_left_ms(struct deadline deadline);

bool deadline_has_passed(struct deadline deadline);

#endif
