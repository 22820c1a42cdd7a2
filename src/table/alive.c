/* SPDX-License-Identifier: ISC */
/* Is a process still there: see alive.h. Root, or who asks for the sessions. */
#include "table/alive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "base/span.h"

/* Fields of /proc/PID/stat behind the name, which ends with the last ')'. */
#define FIELDS_TO_START 19	/* from the state to the starting time */

int64_t
alive_clock_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool
alive_is_gone(pid_t pid)
{
	return kill(pid, 0) == -1 && errno == ESRCH;
}

static ssize_t
read_stat(pid_t pid, char *text, size_t size)
{
	char path[32];
	ssize_t length;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == NO_FD)
		return -1;
	length = fd_read_up_to(fd, text, size);
	fd_close(&fd);
	return length;
}

static bool
started_by(struct span fields, int64_t then_us)
{
	int64_t tick_us = 1000000 / sysconf(_SC_CLK_TCK);
	uint64_t ticks;

	for (int i = 0; i < FIELDS_TO_START; i++)
		(void)span_split(&fields, ' ');
	return num_decimal(span_split(&fields, ' '), INT64_MAX / 1000000,
	    &ticks) == 0 && (int64_t)ticks * tick_us <= then_us;
}

/* Where there is no /proc the number must do. */
bool
alive_is_there(pid_t pid, int64_t then_us)
{
	char text[1024];
	ssize_t length;
	const char *name_end;
	struct span fields;

	if (alive_is_gone(pid))
		return false;
	length = read_stat(pid, text, sizeof(text));
	if (length <= 0)
		return !alive_is_gone(pid);
	name_end = memrchr(text, ')', (size_t)length);
	if (name_end == NULL || name_end + 2 >= text + length)
		return true;
	fields = span_make(name_end + 2,
	    (size_t)(text + length - name_end - 2));
	return fields.at[0] != 'Z' && fields.at[0] != 'X' &&
	    started_by(fields, then_us);
}

/* Held first and looked at then: the number cannot change its owner between. */
int
alive_send(pid_t pid, int64_t then_us, int signal)
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	int result = -1;

	if (process == NO_FD)
		return -1;
	if (alive_is_there(pid, then_us))
		result = (int)syscall(SYS_pidfd_send_signal, process, signal,
		    NULL, 0);
	else
		errno = ESRCH;
	fd_close(&process);
	return result;
}
