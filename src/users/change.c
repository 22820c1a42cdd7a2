/* SPDX-License-Identifier: ISC */
/* Changing a users file: see change.h. */
#include "users/change.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "users/file.h"

#define PATIENCE_S 10	/* for somebody else's change */
#define MORE_BYTES 4096	/* a changed file may be longer by one line */

/* A file that is being changed. */
struct job {
	char path[PATH_MAX];
	char fresh[PATH_MAX + 8];	/* beside it */
	int lock;			/* the file itself */
	struct buf *why;
};

static enum users_change
fail(struct job *job, const char *what)
{
	buf_putf(job->why, "%s: %s: %s", job->path, what, strerror(errno));
	return USERS_FAILED;
}

/* The lock ----------------------------------------------------------------- */

static bool
wait_for_lock(int fd)
{
	const struct timespec step = { .tv_nsec = 10000000 };

	for (int tries = PATIENCE_S * 100; tries > 0; tries--) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		(void)nanosleep(&step, NULL);
	}
	return false;
}

/* Whoever had the lock may have put another file in its place. */
static bool
is_still(int fd, const char *path)
{
	struct stat ours, now;

	return fstat(fd, &ours) == 0 && stat(path, &now) == 0 &&
	    ours.st_dev == now.st_dev && ours.st_ino == now.st_ino;
}

/*
 * The file is its own lock: nobody who cannot open it can keep others from
 * changing it, and nothing is left lying about.
 */
static bool
lock(struct job *job, bool creates)
{
	for (;;) {
		job->lock = open(job->path, O_RDONLY | O_NONBLOCK | O_NOCTTY |
		    O_CLOEXEC | (creates ? O_CREAT : 0), 0600);
		if (job->lock == NO_FD || !wait_for_lock(job->lock))
			return false;
		if (is_still(job->lock, job->path))
			return true;
		fd_close(&job->lock);
	}
}

/* Writing ------------------------------------------------------------------ */

static int
write_fresh(const struct job *job, int fd, struct span text)
{
	struct stat facts;

	if (fstat(job->lock, &facts) == -1 ||
	    (geteuid() == 0 &&
	    fchown(fd, facts.st_uid, facts.st_gid) == -1) ||
	    fchmod(fd, facts.st_mode & 07777) == -1 ||
	    fd_write_all(fd, text) == -1)
		return -1;
	return fsync(fd);
}

/* A name is on the disk when its directory is. */
static int
sync_directory(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	int fd, result;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash != NULL)
		slash[slash == folder] = '\0';
	fd = open(slash != NULL ? folder : ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	result = fd != NO_FD ? fsync(fd) : -1;
	fd_close(&fd);
	return result;
}

static enum users_change
replace(struct job *job, struct span text)
{
	int fd, result;

	/* One that died has left it; nobody else is here, we have the lock. */
	(void)unlink(job->fresh);
	fd = open(job->fresh,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == NO_FD)
		return fail(job, "cannot write beside it");
	result = write_fresh(job, fd, text);
	fd_close(&fd);
	if (result == -1 || rename(job->fresh, job->path) == -1) {
		(void)fail(job, "it cannot be replaced");
		(void)unlink(job->fresh);
		return USERS_FAILED;
	}
	if (sync_directory(job->path) == -1)
		return fail(job, "changed, but perhaps not on the disk yet");
	return USERS_CHANGED;
}

/* All of it ---------------------------------------------------------------- */

static enum users_change
edit_locked(struct job *job, users_edit edit, void *context)
{
	struct arena arena;
	struct span text;
	struct buf out = { .at = NULL };

	if (arena_init(&arena, USERS_ARENA) == -1)
		return fail(job, "no address space");
	buf_putf(job->why, "%s: ", job->path);
	if (users_read_open(&arena, job->lock, &text, job->why) != USERS_READ)
		return USERS_FAILED;
	buf_clear(job->why);
	out.size = text.len + MORE_BYTES;
	out.at = arena_get_bytes(&arena, out.size);
	if (out.at == NULL)
		return fail(job, "there is not the memory");
	if (!edit(context, text, &out))
		return USERS_UNCHANGED;
	if (out.full) {
		errno = EFBIG;
		return fail(job, "that is more than a line may have");
	}
	return replace(job, buf_span(&out));
}

static void
find_path(struct job *job, const char *path)
{
	if (realpath(path, job->path) == NULL)
		(void)snprintf(job->path, sizeof(job->path), "%s", path);
	(void)snprintf(job->fresh, sizeof(job->fresh), "%s.new", job->path);
}

enum users_change
users_change(const char *path, bool creates, users_edit edit, void *context,
    struct buf *why)
{
	struct job job = { .lock = NO_FD, .why = why };
	enum users_change result;

	find_path(&job, path);
	if (lock(&job, creates))
		result = edit_locked(&job, edit, context);
	else if (job.lock == NO_FD)
		result = fail(&job, "it cannot be opened");
	else
		result = fail(&job, "somebody else is changing it");
	fd_close(&job.lock);
	return result;
}

/* Edits -------------------------------------------------------------------- */

static void
put_line(struct buf *out, struct span line)
{
	buf_put_span(out, line);
	buf_put_char(out, '\n');
}

bool
users_edit_add(void *line_edit, struct span text, struct buf *out)
{
	const struct users_line_edit *edit = line_edit;

	while (text.len > 0) {
		struct span line = span_split(&text, '\n');

		if (users_line_is_of(line, edit->name))
			return false;
		put_line(out, line);
	}
	buf_put_span(out, edit->line);
	return true;
}

bool
users_edit_delete(void *line_edit, struct span text, struct buf *out)
{
	const struct users_line_edit *edit = line_edit;
	bool any = false;

	while (text.len > 0) {
		struct span line = span_split(&text, '\n');

		if (users_line_is_of(line, edit->name))
			any = true;
		else
			put_line(out, line);
	}
	return any;
}

bool
users_edit_hash(void *line_edit, struct span text, struct buf *out)
{
	const struct users_line_edit *edit = line_edit;
	bool done = false;

	while (text.len > 0) {
		struct span line = span_split(&text, '\n');

		if (done || !users_line_is_of(line, edit->name)) {
			put_line(out, line);
			continue;
		}
		buf_put_span(out, span_split(&line, ':'));
		buf_put_char(out, ':');
		(void)span_split(&line, ':');
		buf_put_span(out, edit->line);
		buf_put_char(out, ':');
		put_line(out, line);
		done = true;
	}
	return done;
}
