/* SPDX-License-Identifier: ISC */
/*
 * greeter PORT PROCESSES
 *
 * The least that a listener can do that gives each connection to 127.0.0.1
 * processes of its own: one, or two, of which the second is a fork of the
 * first and holds the dialogue, while the first waits for its end. It greets,
 * says what a login wants to hear, and ends with the client.
 */
#include <sys/wait.h>

#include "superserver.h"

static const struct {
	char first;		/* of the line that it answers */
	const char *reply;
} replies[] = {
	{ 'U', "331 Password?\r\n" },
	{ 'P', "230 Come in.\r\n" },
	{ 'Q', "221 Goodbye.\r\n" },
};

static void
say(int connection, const char *line)
{
	if (write(connection, line, strlen(line)) == -1)
		_exit(EXIT_FAILURE);
}

static void
answer(int connection, char first)
{
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		if (replies[i].first == first)
			say(connection, replies[i].reply);
	if (first == 'Q')
		_exit(EXIT_SUCCESS);
}

static void
hold_dialogue(int connection)
{
	char line[512];

	say(connection, "220 Ready.\r\n");
	while (read(connection, line, sizeof(line)) > 0)
		answer(connection, line[0]);
	_exit(EXIT_SUCCESS);
}

static void
hold_dialogue_in_child(int connection)
{
	pid_t pid = _Fork();

	if (pid == -1)
		die("fork");
	if (pid == 0)
		hold_dialogue(connection);
	(void)close(connection);
	(void)waitpid(pid, NULL, 0);
	_exit(EXIT_SUCCESS);
}

static void
start(int connection, char **words)
{
	pid_t pid = _Fork();

	if (pid == -1)
		die("fork");
	if (pid > 0)
		return;
	if (words[0][0] == '2')
		hold_dialogue_in_child(connection);
	hold_dialogue(connection);
}

int
main(int argc, char **argv)
{
	if (argc != 3) {
		(void)fputs("usage: greeter PORT PROCESSES\n", stderr);
		return EXIT_FAILURE;
	}
	reap_as_they_end();
	serve_each(argv[1], start, argv + 2);
}
