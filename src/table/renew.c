/* SPDX-License-Identifier: ISC */
/*
 * An empty session table: see renew.h. Root. The directory has to be root's
 * alone: then nobody else can have put anything into it, or take it away while
 * this goes on.
 */
#include "table/renew.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fd.h"
#include "table/alive.h"
#include "table/file.h"

#define NAME "sessions"
#define NEW_NAME "sessions.new"

bool
renew_is_own(const struct stat *facts)
{
	return S_ISREG(facts->st_mode) && facts->st_uid == 0 &&
	    (facts->st_mode & (S_IWGRP | S_IWOTH)) == 0 && facts->st_nlink == 1;
}

static int
fail_with(struct buf *why, const char *what)
{
	buf_putf(why, "%s: %s", what, strerror(errno));
	return -1;
}

/* The directory, locked until it is closed: one at a time makes a table. */
static int
open_directory(struct buf *why, int *fd_out)
{
	struct stat facts;
	int fd;

	if (mkdir(RUN_DIR, 0755) == -1 && errno != EEXIST)
		return fail_with(why, "cannot make " RUN_DIR);
	fd = open(RUN_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == NO_FD || fstat(fd, &facts) == -1) {
		(void)fail_with(why, "cannot open the directory " RUN_DIR);
	} else if (facts.st_uid != 0 ||
	    (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		buf_put_text(why, RUN_DIR " can be written to by others: it "
		    "must belong to root, with mode 755");
	} else if (flock(fd, LOCK_EX) == -1) {
		(void)fail_with(why, "cannot lock " RUN_DIR);
	} else {
		/* The umask of whoever made it may have been narrower. */
		(void)fchmod(fd, 0755);
		*fd_out = fd;
		return 0;
	}
	fd_close(&fd);
	return -1;
}

/* Somebody was faster, and sessions write to it while we look: so the clock is
 * read after each slot, which no slot then can be ahead of. */
static bool
is_there(int directory)
{
	struct table_header header;
	struct stat facts;
	int fd = openat(directory, NAME, RENEW_OPEN_FLAGS);
	bool is_fit = fd != NO_FD && fstat(fd, &facts) == 0 &&
	    renew_is_own(&facts) &&
	    pread(fd, &header, sizeof(header), 0) == sizeof(header) &&
	    table_is_sane(&header, facts.st_size);

	for (uint32_t i = 0; is_fit && i < header.used; i++) {
		struct slot slot;

		is_fit = pread(fd, &slot, sizeof(slot), table_slot_at(i)) ==
		    sizeof(slot) &&
		    table_slot_is_sane(&slot, alive_clock_us());
	}
	fd_close(&fd);
	return is_fit;
}

/* Without such a group the table is root's. */
static void
give_to_group(int fd)
{
	const struct group *group = getgrnam(TABLE_GROUP);

	if (group != NULL && fchown(fd, (uid_t)-1, group->gr_gid) == 0)
		(void)fchmod(fd, 0640);
}

static int
put_new(int directory, struct buf *why)
{
	struct table_header header = { .magic = TABLE_MAGIC };
	bool is_done;
	int fd;

	(void)unlinkat(directory, NEW_NAME, 0);
	fd = openat(directory, NEW_NAME,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == NO_FD)
		return fail_with(why, "cannot make " TABLE_PATH);
	is_done = fd_write_all(fd, span_make(&header, sizeof(header))) == 0 &&
	    ftruncate(fd, TABLE_PAGES_AT) == 0;
	if (is_done)
		give_to_group(fd);
	is_done = is_done &&
	    renameat(directory, NEW_NAME, directory, NAME) == 0;
	fd_close(&fd);
	return is_done ? 0 : fail_with(why, "cannot write " TABLE_PATH);
}

int
renew(struct buf *why)
{
	int directory = NO_FD;
	int result;

	if (open_directory(why, &directory) == -1)
		return -1;
	result = is_there(directory) ? 0 : put_new(directory, why);
	fd_close(&directory);
	return result;
}
