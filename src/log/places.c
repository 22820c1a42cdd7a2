/* SPDX-License-Identifier: ISC */
/* Opening what lines go to: see places.h. */
#include "log/places.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"
#include "log/fields.h"

#define JOURNAL "/run/systemd/journal/socket"
#define TO_APPEND (O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

int
open_log_file(const char *path)
{
	return open(path, TO_APPEND | O_CREAT, 0600);
}

/* Opened again, since that it does not block is nobody else's wish. A socket
 * cannot be: then it is ours alone, or the journal's. */
static int
open_standard(int standard)
{
	char path[32];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", standard);
	fd = open(path, TO_APPEND);
	if (fd != NO_FD)
		return fd;
	fd = fcntl(standard, F_DUPFD_CLOEXEC, 3);
	if (fd != NO_FD)
		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static int
open_output(void)
{
	return open_standard(STDOUT_FILENO);
}

static int
open_errors(void)
{
	return open_standard(STDERR_FILENO);
}

static int
connect_to_journal(void)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX, .sun_path = JOURNAL,
	};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd != NO_FD && connect(fd, (const struct sockaddr *)&address,
	    sizeof(address)) == -1)
		fd_close(&fd);
	return fd;
}

int
open_place(const char *where, rendering **render_out)
{
	/* Not static: few sessions need it, and none should relocate it. */
	const struct {
		const char *name;
		int (*open)(void);
		rendering *render;
	} places[] = {
		{ "stdout", open_output, json_put_line },
		{ "stderr", open_errors, json_put_line },
		{ "journal", connect_to_journal, journal_put_entry },
	};

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (span_is(span_of(where), places[i].name)) {
			*render_out = places[i].render;
			return places[i].open();
		}
	*render_out = json_put_line;
	return open_log_file(where);
}
