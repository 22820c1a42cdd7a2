/* SPDX-License-Identifier: ISC */
/* Owned descriptors: closed once, written and read whole. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "tap.h"

#define MUCH ((size_t)2 * 1024 * 1024)	/* more than any socket buffer */

static char much[MUCH], back[MUCH + 1];

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) != -1;
}

static void
test_owning(void)
{
	int fd = dup(0), number = fd, other;

	errno = EXDEV;
	fd_close(&fd);
	is_num(fd, NO_FD, "a closed descriptor is forgotten");
	ok(!is_open(number), "and closed");
	is_num(dup(0), number, "its number may come again");
	fd_close(&fd);
	ok(is_open(number), "and is not closed a second time");

	errno = EXDEV;
	fd_close(&number);
	is_num(errno, EXDEV, "closing leaves errno alone");

	fd = dup(0);
	number = fd;
	other = fd_take(&fd);
	ok(fd == NO_FD && other == number && is_open(other),
	    "one that was handed over is somebody else's");
	fd_close(&other);
}

static void
nothing(int signal)
{
	(void)signal;
}

/* Signals without SA_RESTART, every millisecond: each call is interrupted. */
static void
disturb(bool on)
{
	const struct sigaction action = { .sa_handler = nothing };
	const suseconds_t us = on ? 1000 : 0;
	const struct itimerval often = { { 0, us }, { 0, us } };

	if (sigaction(SIGALRM, &action, NULL) == -1 ||
	    setitimer(ITIMER_REAL, &often, NULL) == -1)
		err(2, "disturb");
}

/* Reads all that comes, slowly at first, then as the writer's exit status. */
static void
slow_reader(int fd)
{
	(void)usleep(30000);
	if (fd_read_up_to(fd, back, sizeof(back)) != (ssize_t)MUCH)
		_exit(1);
	_exit(memcmp(much, back, MUCH) == 0 ? 0 : 2);
}

static void
test_whole_write(void)
{
	int pair[2], status = -1;
	pid_t reader;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1)
		err(2, "socketpair");
	reader = fork();
	if (reader == 0) {
		(void)close(pair[0]);
		slow_reader(pair[1]);
	}
	(void)close(pair[1]);
	disturb(true);
	is_num(fd_write_all(pair[0], span_make(much, MUCH)), 0,
	    "what is larger than the socket's buffer is written whole");
	disturb(false);
	(void)close(pair[0]);
	(void)waitpid(reader, &status, 0);
	is_num(status, 0, "and arrives as it was, through interruptions");
}

static void
test_failing_write(void)
{
	int ends[2];

	if (pipe(ends) == -1)
		err(2, "pipe");
	(void)close(ends[0]);
	(void)signal(SIGPIPE, SIG_IGN);
	is_num(fd_write_all(ends[1], span_of("x")), -1, "nobody reads");
	is_num(errno, EPIPE, "and errno says so");
	is_num(fd_write_all(ends[1], span_of("")), 0, "nothing is written");
	(void)close(ends[1]);
	is_num(fd_write_all(NO_FD, span_of("x")), -1, "to no descriptor");
}

static void
test_reading(void)
{
	int ends[2];
	char bytes[8];

	if (pipe(ends) == -1 || fd_write_all(ends[1], span_of("abcdef")) == -1)
		err(2, "pipe");
	is_num(fd_read_up_to(ends[0], bytes, 4), 4, "a longer file is cut");
	ok(memcmp(bytes, "abcd", 4) == 0, "behind its beginning");
	(void)close(ends[1]);
	is_num(fd_read_up_to(ends[0], bytes, sizeof(bytes)), 2,
	    "a shorter one is read to its end");
	is_num(fd_read_up_to(ends[0], bytes, sizeof(bytes)), 0, "which stays");
	is_num(fd_read_up_to(ends[0], bytes, 0), 0, "nothing is read");
	(void)close(ends[0]);
	is_num(fd_read_up_to(ends[0], bytes, sizeof(bytes)), -1,
	    "a closed descriptor cannot be read");
	is_num(errno, EBADF, "and errno says so");
}

/* In a child: the test wants to keep its own. */
static void
test_close_from(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		bool left = dup2(0, 700) == 700 && dup2(0, 50) == 50 &&
		    dup2(0, 49) == 49;

		fd_close_from(50);
		_exit(left && is_open(49) && !is_open(50) && !is_open(700)
		    ? 0 : 1);
	}
	(void)waitpid(child, &status, 0);
	is_num(status, 0, "from 50 on all are closed, and none below");
}

int
main(void)
{
	for (size_t i = 0; i < MUCH; i++)
		much[i] = (char)(i * 7 + i / 251);
	test_owning();
	test_whole_write();
	test_failing_write();
	test_reading();
	test_close_from();
	return done_testing();
}
