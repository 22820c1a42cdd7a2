/* SPDX-License-Identifier: ISC */
/* Files on their way: see temporary.h. Broker, as the user, in the jail. */
#include "broker/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "broker/path.h"

#define STALE_SECONDS 3600
#define TRIES 8

bool
temporary_is(struct span name)
{
	struct span digits = span_from(name, sizeof(TEMPORARY_PREFIX) - 1);

	if (!span_begins(name, TEMPORARY_PREFIX) ||
	    digits.len != TEMPORARY_DIGITS)
		return false;
	for (size_t i = 0; i < digits.len; i++)
		if (strchr("0123456789abcdef", digits.at[i]) == NULL)
			return false;
	return true;
}

/* Where a file system has no locks, age alone decides. */
static bool
is_locked_elsewhere(int file)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(file, F_SETLK, &whole) == -1 &&
	    (errno == EAGAIN || errno == EACCES);
}

int
temporary_make(int dir, mode_t mode, char name_out[static TEMPORARY_SIZE])
{
	struct buf name = { .at = name_out, .size = TEMPORARY_SIZE };
	unsigned long long number;
	int file = NO_FD;

	for (int i = 0; i < TRIES && file == NO_FD; i++) {
		if (getrandom(&number, sizeof(number), 0) !=
		    (ssize_t)sizeof(number))
			break;
		buf_clear(&name);
		buf_putf(&name, TEMPORARY_PREFIX "%016llx", number);
		file = path_open_name(dir, buf_text(&name),
		    O_WRONLY | O_CREAT | O_EXCL, mode);
		if (file == NO_FD && errno != EEXIST)
			break;
	}
	/* A sweep elsewhere leaves it alone from now on. */
	if (file != NO_FD && is_locked_elsewhere(file))
		fd_close(&file);
	if (file == NO_FD)
		name_out[0] = '\0';
	return file;
}

static bool
remove_if_left(int dir, const char *name)
{
	bool removed = false;
	struct stat facts;
	int file = path_open_name(dir, name, O_WRONLY | O_NONBLOCK, 0);

	if (file != NO_FD && fstat(file, &facts) == 0 &&
	    S_ISREG(facts.st_mode) &&
	    time(NULL) - facts.st_mtime > STALE_SECONDS &&
	    !is_locked_elsewhere(file))
		removed = unlinkat(dir, name, 0) == 0;
	fd_close(&file);
	return removed;
}

/* Of one block of directory entries. */
static unsigned
sweep_block(int dir, const char *block, size_t len)
{
	const struct dirent64 *entry;
	unsigned removed = 0;

	for (size_t at = 0; at < len; at += entry->d_reclen) {
		const char *name = block + at +
		    offsetof(struct dirent64, d_name);

		entry = (const void *)(block + at);
		if (temporary_is(span_make(name, strlen(name))) &&
		    remove_if_left(dir, name))
			removed++;
	}
	return removed;
}

unsigned
temporary_sweep(int dir)
{
	char block[32768] __attribute__((aligned(8)));
	int entries = path_open_name(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	unsigned removed = 0;
	ssize_t len;

	if (entries == NO_FD)
		return 0;
	while ((len = getdents64(entries, block, sizeof(block))) > 0)
		removed += sweep_block(dir, block, (size_t)len);
	fd_close(&entries);
	return removed;
}
