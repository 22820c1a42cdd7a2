/* SPDX-License-Identifier: ISC */
/* Points in time: never, now, soon, and so late that poll(2) cannot count. */
#include <limits.h>

#include "base/deadline.h"
#include "tap.h"

#define HOUR_MS (3600 * 1000)

int
main(void)
{
	struct deadline never = deadline_in(0);
	struct deadline soon = deadline_in(3600);
	struct deadline late = deadline_in(UINT_MAX);
	struct deadline now = { clock_ms() };
	struct deadline past = { 1 };
	int64_t ms = clock_ms(), us = clock_us();
	int left;

	is_num(deadline_left_ms(never), -1, "0 seconds is for ever: poll's -1");
	ok(!deadline_has_passed(never), "and that never passes");

	left = deadline_left_ms(soon);
	ok(left <= HOUR_MS && left > HOUR_MS - 60000,
	    "an hour from now is about an hour from now (%d ms)", left);
	ok(!deadline_has_passed(soon), "and has not passed");

	is_num(deadline_left_ms(past), 0, "what has passed leaves 0, not less");
	ok(deadline_has_passed(past), "and has passed");
	ok(deadline_has_passed(now), "a deadline passes when it is reached");

	is_num(deadline_left_ms(late), INT_MAX,
	    "the largest option leaves as much as poll can wait");
	ok(!deadline_has_passed(late), "and has not passed");

	ok(us / 1000 >= ms && us / 1000 < ms + 60000,
	    "milliseconds and microseconds are of one clock");
	ok(clock_us() >= us, "which does not go back");
	return done_testing();
}
