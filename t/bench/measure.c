/* SPDX-License-Identifier: ISC */
/*
 * measure COMMAND [ARGUMENT...]
 *
 * Runs a server until standard input ends, lets its sessions end, stops it,
 * and prints the processor time (user and system, in microseconds) of the
 * server and of everything that it started. Orphans come to this process and
 * are counted too; what runs on in kernel threads is not.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As the system starts daemons; xinetd closes every possible one in a child. */
#define DESCRIPTORS 1024
#define PATIENCE_MS 30000
#define STEP_MS 2

static void
die(const char *what)
{
	(void)fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* The children of a process that live, or have died and are not reaped. */
static unsigned
count_children(pid_t parent)
{
	char path[64];
	unsigned count = 0;
	FILE *children;
	int child;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
	    (int)parent, (int)parent);
	children = fopen(path, "r");
	if (children == NULL)
		die(path);
	while (fscanf(children, "%d", &child) == 1)
		count++;
	(void)fclose(children);
	return count;
}

static pid_t
start(char **command)
{
	const struct rlimit descriptors = { DESCRIPTORS, DESCRIPTORS };
	pid_t pid = fork();

	if (pid == -1)
		die("fork");
	if (pid == 0) {
		if (setrlimit(RLIMIT_NOFILE, &descriptors) == -1)
			die("setrlimit");
		(void)dup2(STDERR_FILENO, STDOUT_FILENO);
		(void)execvp(command[0], command);
		die(command[0]);
	}
	return pid;
}

/* The first byte says that the server is ready: processes that it has by then
 * are no sessions. How many those are. */
static unsigned
wait_for_end_of_input(pid_t server)
{
	char bytes[64];
	unsigned own = 0;

	if (read(STDIN_FILENO, bytes, 1) == 1)
		own = count_children(server);
	while (read(STDIN_FILENO, bytes, sizeof(bytes)) > 0)
		continue;
	return own;
}

/* Orphans are reaped on the way; the server itself is still to be stopped. */
static bool
has_sessions(pid_t server, unsigned own)
{
	pid_t reaped;

	while ((reaped = waitpid(-1, NULL, WNOHANG)) > 0)
		if (reaped == server) {
			errno = ECHILD;
			die("the server has ended by itself");
		}
	return count_children(server) > own || count_children(getpid()) > 1;
}

static void
wait_for_sessions(pid_t server, unsigned own)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };

	for (int left = PATIENCE_MS; has_sessions(server, own);
	    left -= STEP_MS) {
		if (left <= 0) {
			errno = ETIMEDOUT;
			die("a session does not end");
		}
		(void)nanosleep(&step, NULL);
	}
}

static long long
microseconds(struct timeval time)
{
	return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	unsigned own;
	pid_t server;

	if (argc < 2) {
		(void)fputs("usage: measure COMMAND [ARGUMENT...]\n", stderr);
		return EXIT_FAILURE;
	}
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
		die("prctl");
	server = start(argv + 1);
	own = wait_for_end_of_input(server);
	wait_for_sessions(server, own);
	(void)kill(server, SIGTERM);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		continue;
	if (getrusage(RUSAGE_CHILDREN, &used) == -1)
		die("getrusage");
	(void)printf("%lld\n", microseconds(used.ru_utime) +
	    microseconds(used.ru_stime));
	return EXIT_SUCCESS;
}
