/* SPDX-License-Identifier: ISC */
/* A server that does one thing for each connection to a port of 127.0.0.1. */
#ifndef T_BENCH_SUPERSERVER_H
#define T_BENCH_SUPERSERVER_H

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void
die(const char *what)
{
	(void)fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static inline int
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

static inline void
reap(int signal)
{
	int kept = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = kept;
}

/* Children that are ignored are not counted. */
static inline void
reap_as_they_end(void)
{
	const struct sigaction on_child = {
		.sa_handler = reap, .sa_flags = SA_RESTART | SA_NOCLDSTOP,
	};

	if (sigaction(SIGCHLD, &on_child, NULL) == -1)
		die("sigaction");
}

/* Until it is killed; `deed` has the words of the command line after the port,
 * and does not keep the connection. */
static inline void
serve_each(const char *port, void (*deed)(int connection, char **words),
    char **words)
{
	int listener = listen_on((uint16_t)strtoul(port, NULL, 10));

	for (;;) {
		int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (connection == -1)
			die("accept");
		deed(connection, words);
		(void)close(connection);
	}
}

#endif
