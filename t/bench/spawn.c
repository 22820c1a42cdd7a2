/* SPDX-License-Identifier: ISC */
/*
 * spawn PORT COMMAND [ARGUMENT...]
 *
 * The cheapest superserver there can be: one process of the command for each
 * connection to 127.0.0.1, which is its standard input, output and error. It
 * starts it without a fork of itself, so that what is measured is the command.
 */
#include "superserver.h"

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
	if (argc < 3) {
		(void)fputs("usage: spawn PORT COMMAND [ARGUMENT...]\n",
		    stderr);
		return EXIT_FAILURE;
	}
	reap_as_they_end();
	serve_each(argv[1], start, argv + 2);
}
