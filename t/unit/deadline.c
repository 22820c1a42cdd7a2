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
	struct deadline tick = deadline_in_ms(3600);
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

	left = deadline_left_ms(tick);
	ok(left <= 3600 && left > 0, "in milliseconds, too (%d)", left);
	ok(deadline_has_passed(deadline_in_ms(0)),
	    "0 ms from now is not for ever: it has passed");

	is_num(deadline_sooner(soon, tick).at_ms, tick.at_ms,
	    "of two, the sooner one");
	is_num(deadline_sooner(tick, soon).at_ms, tick.at_ms,
	    "in whichever order");
	is_num(deadline_sooner(never, soon).at_ms, soon.at_ms,
	    "never is later than any");
	is_num(deadline_sooner(soon, never).at_ms, soon.at_ms,
	    "on both sides");
	ok(!deadline_has_passed(deadline_sooner(never, never)),
	    "and never and never is never");

	ok(us / 1000 >= ms && us / 1000 < ms + 60000,
	    "milliseconds and microseconds are of one clock");
	ok(clock_us() >= us, "which does not go back");
	return done_testing();
}
