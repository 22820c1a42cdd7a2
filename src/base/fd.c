/* SPDX-License-Identifier: ISC */
/* Owned descriptors: see fd.h. Used by every role. */
#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

void
fd_close(int *fd)
{
	int kept = errno;

	/* Restored only if it changed: after a fork, the page that errno is in
	 * would have to be copied for nothing. */
	if (*fd != NO_FD && close(*fd) == -1)
		errno = kept;
	*fd = NO_FD;
}

int
fd_take(int *fd)
{
	int taken = *fd;

	*fd = NO_FD;
	return taken;
}

int
fd_write_all(int fd, struct span bytes)
{
	while (bytes.len > 0) {
		ssize_t sent = write(fd, bytes.at, bytes.len);

		if (sent == -1 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -1;
		bytes = span_from(bytes, (size_t)sent);
	}
	return 0;
}

ssize_t
fd_read_up_to(int fd, void *bytes, size_t max)
{
	size_t have = 0;

	while (have < max) {
		ssize_t got = read(fd, (char *)bytes + have, max - have);

		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* Before Linux 5.9 there is no close_range; count by hand then. */
static void
close_between(unsigned lowest, unsigned highest)
{
	if (lowest > highest || close_range(lowest, highest, 0) == 0)
		return;
	for (long fd = lowest; fd <= highest && fd < sysconf(_SC_OPEN_MAX) &&
	    fd < 65536; fd++)
		(void)close((int)fd);
}

void
fd_close_from(unsigned lowest)
{
	close_between(lowest, ~0U);
}

void
fd_close_from_but(unsigned lowest, int kept)
{
	unsigned middle = (unsigned)kept;

	if (kept == NO_FD || middle < lowest) {
		close_between(lowest, ~0U);
		return;
	}
	if (middle > lowest)
		close_between(lowest, middle - 1);
	close_between(middle + 1, ~0U);
}
