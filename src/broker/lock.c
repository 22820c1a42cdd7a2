/* SPDX-License-Identifier: ISC */
/* Locks: see lock.h. Broker, as the user. */
#include "broker/lock.h"

#include <errno.h>
#include <fcntl.h>

#include "base/deadline.h"
#include "base/fd.h"
#include "broker/patience.h"

/* A client that is told 450 tries again; one that is told nothing goes. */
#define PATIENCE_SECONDS 30
#define STEP_MS 50

static bool
is_taken(int file, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	return fcntl(file, F_SETLK, &whole) == -1 &&
	    (errno == EAGAIN || errno == EACCES);
}

enum refusal
lock_file(struct broker *broker, int file, short type)
{
	struct deadline deadline;

	if (!broker->conf->lock_upload_files || !is_taken(file, type))
		return GRANTED;
	/* No event tells that a lock is free, and a call that waits for one is
	 * deaf: so it is asked for again and again. */
	deadline = deadline_in(PATIENCE_SECONDS);
	do {
		if (patience_wait(broker, NO_FD, 0, deadline_in_ms(STEP_MS)) ==
		    REFUSED_CANCELLED)
			return REFUSED_CANCELLED;
		if (!is_taken(file, type))
			return GRANTED;
	} while (!deadline_has_passed(deadline));
	return REFUSED_BUSY;
}
