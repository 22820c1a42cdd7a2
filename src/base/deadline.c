/* SPDX-License-Identifier: ISC */
/* Points in time: see deadline.h. Used by every role. */
#include "base/deadline.h"

#include <limits.h>
#include <time.h>

int64_t
clock_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_ms(void)
{
	return clock_us() / 1000;
}

struct deadline
deadline_in(unsigned seconds)
{
	if (seconds == 0)
		return (struct deadline){ 0 };
	return (struct deadline){ clock_ms() + (int64_t)seconds * 1000 };
}

struct deadline
deadline_in_ms(int64_t ms)
{
	return (struct deadline){ clock_ms() + ms };
}

struct deadline
deadline_sooner(struct deadline a, struct deadline b)
{
	if (a.at_ms == 0 || (b.at_ms != 0 && b.at_ms < a.at_ms))
		return b;
	return a;
}

int
deadline_left_ms(struct deadline deadline)
{
	int64_t left;

	if (deadline.at_ms == 0)
		return -1;
	left = deadline.at_ms - clock_ms();
	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

bool
deadline_has_passed(struct deadline deadline)
{
	return deadline.at_ms != 0 && clock_ms() >= deadline.at_ms;
}
