/* SPDX-License-Identifier: ISC */
/*
 * The least that a program can do which a superserver starts:
 *
 *	bare			greets, and ends when the client does
 *	bare send FILE		sends the whole file for each byte of the
 *				client: a loop over sendfile and nothing else
 *	bare copy FILE BYTES	writes what the client sends into the file:
 *				a loop over recv and write, with such a buffer
 *	bare splice FILE BYTES	the same through a pipe of that size
 *	bare list FOLDER	reads the names of the folder and the facts of
 *				each for each byte of the client, and answers a
 *				byte: what a listing cannot do without
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
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

static int
send_on_demand(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char byte;

	while (file != -1 && read(STDIN_FILENO, &byte, 1) > 0)
		if (send_file(file) == -1)
			return EXIT_FAILURE;
	return file != -1 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
walk(DIR *folder)
{
	const struct dirent *entry;
	struct statx facts;

	rewinddir(folder);
	while ((entry = readdir(folder)) != NULL)
		if (statx(dirfd(folder), entry->d_name, AT_SYMLINK_NOFOLLOW,
		    STATX_BASIC_STATS, &facts) == -1)
			return -1;
	return 0;
}

static int
walk_on_demand(const char *path)
{
	DIR *folder = opendir(path);
	char byte;

	while (folder != NULL && read(STDIN_FILENO, &byte, 1) > 0)
		if (walk(folder) == -1 || write(STDOUT_FILENO, &byte, 1) != 1)
			return EXIT_FAILURE;
	return folder != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
copy(int file, size_t size)
{
	char *block = malloc(size);
	ssize_t got = block == NULL ? -1 : 1;

	while (got > 0) {
		got = recv(STDIN_FILENO, block, size, 0);
		if (got > 0 && write(file, block, (size_t)got) != got)
			got = -1;
	}
	return got == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
splice_through(int file, size_t size)
{
	int ends[2];
	ssize_t got = 1;

	if (pipe(ends) == -1 || fcntl(ends[1], F_SETPIPE_SZ, size) == -1)
		return EXIT_FAILURE;
	while (got > 0) {
		got = splice(STDIN_FILENO, NULL, ends[1], NULL, size,
		    SPLICE_F_MOVE);
		for (ssize_t left = got; left > 0;) {
			ssize_t put = splice(ends[0], NULL, file, NULL,
			    (size_t)left, SPLICE_F_MOVE);

			if (put <= 0)
				return EXIT_FAILURE;
			left -= put;
		}
	}
	return got == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
receive(const char *how, const char *path, size_t size)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (file == -1)
		return EXIT_FAILURE;
	return strcmp(how, "copy") == 0 ? copy(file, size)
	    : splice_through(file, size);
}

int
main(int argc, char **argv)
{
	if (argc == 1)
		return greet();
	if (argc == 3 && strcmp(argv[1], "send") == 0)
		return send_on_demand(argv[2]);
	if (argc == 3 && strcmp(argv[1], "list") == 0)
		return walk_on_demand(argv[2]);
	return argc == 4 ? receive(argv[1], argv[2], (size_t)atoi(argv[3]))
	    : EXIT_FAILURE;
}
