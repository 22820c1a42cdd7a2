/* SPDX-License-Identifier: ISC */
/* Appending lines: see outlet.h. Monitor and broker, in its jail. */
#include "log/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"

#define PATIENCE_MS 500
#define STEP_MS 20

/* May it be waited for? The clock is looked at only if it has to be. */
static int
left_ms(const struct outlet *outlet, struct deadline *deadline)
{
	if (outlet->is_stuck)
		return 0;
	if (deadline->at_ms == 0)
		*deadline = deadline_in_ms(PATIENCE_MS);
	return deadline_left_ms(*deadline);
}

/* NO_FD: just so long. */
static void
wait_for(int fd, int ms)
{
	struct pollfd reader = { .fd = fd, .events = POLLOUT };
	const struct timespec left = { .tv_nsec = ms * 1000000L };

	(void)ppoll(&reader, 1, &left, NULL);
}

static bool
set_lock(const struct outlet *outlet, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	return fcntl(outlet->fd, F_SETLK, &whole) == 0;
}

/* No call waits for a lock only so long. */
static bool
is_locked_in_time(const struct outlet *outlet)
{
	struct deadline deadline = { 0 };

	while (!set_lock(outlet, F_WRLCK)) {
		int left = errno == EAGAIN || errno == EACCES
		    ? left_ms(outlet, &deadline) : 0;

		if (left == 0)
			return false;
		wait_for(NO_FD, left < STEP_MS ? left : STEP_MS);
	}
	return true;
}

/* A stream that is full may become empty again. */
static ssize_t
write_in_time(const struct outlet *outlet, struct span line)
{
	struct deadline deadline = { 0 };
	ssize_t written;

	while ((written = write(outlet->fd, line.at, line.len)) == -1) {
		int left = errno == EAGAIN || errno == EINTR
		    ? left_ms(outlet, &deadline) : 0;

		if (left == 0)
			return -1;
		wait_for(outlet->fd, left);
	}
	return written;
}

/* The end that a torn line has not got comes first. */
static bool
is_written(struct outlet *outlet, struct span line)
{
	ssize_t written;

	if (outlet->is_torn &&
	    write_in_time(outlet, span_of("\n")) != 1)
		return false;
	written = write_in_time(outlet, line);
	outlet->is_torn = written > 0 && (size_t)written < line.len;
	return written == (ssize_t)line.len;
}

bool
outlet_put(struct outlet *outlet, struct span line, bool lock)
{
	bool is_locked = lock && is_locked_in_time(outlet);
	bool is_whole = is_written(outlet, line);

	if (is_locked)
		(void)set_lock(outlet, F_UNLCK);
	outlet->is_stuck = !is_whole || (lock && !is_locked);
	if (!is_whole)
		outlet->lost++;
	return is_whole;
}
