/* SPDX-License-Identifier: ISC */
/*
 * The least that a program can do which a superserver starts:
 *
 *	bare		greets, and ends when the client does
 *	bare FILE	sends the whole file for each byte of the client: a loop
 *			over sendfile and nothing else
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static const char greeting[] = "220 Ready.\r\n";

static int
greet(void)
{
	char byte;

	if (write(STDOUT_FILENO, greeting, sizeof(greeting) - 1) == -1)
		return EXIT_FAILURE;
	while (read(STDIN_FILENO, &byte, 1) > 0)
		continue;
	return EXIT_SUCCESS;
}

static int
send_file(int file)
{
	struct stat facts;
	off_t at = 0;

	if (fstat(file, &facts) == -1)
		return -1;
	while (at < facts.st_size)
		if (sendfile(STDOUT_FILENO, file, &at,
		    (size_t)(facts.st_size - at)) <= 0)
			return -1;
	return 0;
}

int
main(int argc, char **argv)
{
	char byte;
	int file;

	if (argc < 2)
		return greet();
	file = open(argv[1], O_RDONLY | O_CLOEXEC);
	while (file != -1 && read(STDIN_FILENO, &byte, 1) > 0)
		if (send_file(file) == -1)
			return EXIT_FAILURE;
	return file != -1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
