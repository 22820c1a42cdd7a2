/* SPDX-License-Identifier: ISC */
/*
 * spawn PORT COMMAND [ARGUMENT...]
 *
 * The cheapest superserver there can be: one process of the command for each
 * connection to 127.0.0.1, which is its standard input, output and error. It
 * starts it without a fork of itself, so that what is measured is the command.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void
die(const char *what)
{
	(void)fprintf(stderr, "spawn: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void
reap(int signal)
{
	int kept = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = kept;
}

static int
listen_on(uint16_t port)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) ==
		-1 ||
	    listen(fd, 128) == -1)
		die("listen");
	return fd;
}

/*
 * vfork and not posix_spawn, which makes some 130 system calls of its own. The
 * child only makes calls that leave our memory alone. The descriptor itself is
 * close-on-exec: its three copies go over.
 */
static void
start(int connection, char **command)
{
	pid_t pid = vfork();

	if (pid == -1)
		die("vfork");
	if (pid > 0)
		return;
	for (int fd = 0; fd <= 2; fd++)
		(void)dup2(connection, fd);
	(void)execv(command[0], command);
	_exit(127);
}

int
main(int argc, char **argv)
{
	const struct sigaction on_child = {
		.sa_handler = reap, .sa_flags = SA_RESTART | SA_NOCLDSTOP,
	};
	int listener;

	if (argc < 3) {
		(void)fputs("usage: spawn PORT COMMAND [ARGUMENT...]\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if (sigaction(SIGCHLD, &on_child, NULL) == -1)
		die("sigaction");
	listener = listen_on((uint16_t)atoi(argv[1]));
	for (;;) {
		int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (connection == -1)
			die("accept");
		start(connection, argv + 2);
		(void)close(connection);
	}
}
