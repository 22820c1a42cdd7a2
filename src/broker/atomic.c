/* SPDX-License-Identifier: ISC */
/* Atomic uploads: see atomic.h. Broker, as the user, in the jail. */
#include "broker/atomic.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "broker/broker.h"
#include "log/event.h"

#define MODE_BITS 0777

void
atomic_init(struct atomic *atomic)
{
	atomic->name.dir = atomic->old = NO_FD;
	atomic->temporary[0] = '\0';
	atomic->is_held = atomic->is_exclusive = false;
}

bool
atomic_is_wanted(const struct broker *broker,
    const struct msg_open_write *request)
{
	return broker->conf->atomic_uploads && request->offset == 0 &&
	    request->store != STORE_APPEND;
}

static void
note_swept(const struct broker *broker, struct span path, unsigned removed)
{
	char storage[PATH_MAX];
	struct buf beside = BUF_OVER(storage);

	path_put_absolute(&beside, &broker->place, path);
	event_text(EV_SWEPT, "Leftovers of killed uploads beside %s: "
	    "%u removed.", buf_text(&beside), removed);
}

/* One sweep for each directory that the session comes to. */
static void
sweep_once(struct broker *broker, struct span path)
{
	struct swept *swept = &broker->swept;
	int dir = broker->upload.atomic.name.dir;
	struct stat facts;
	unsigned removed;

	if (fstat(dir, &facts) == -1 ||
	    (facts.st_dev == swept->dev && facts.st_ino == swept->ino))
		return;
	swept->dev = facts.st_dev;
	swept->ino = facts.st_ino;
	removed = temporary_sweep(dir);
	if (removed > 0)
		note_swept(broker, path, removed);
}

/* What replaces a file has that one's mode. */
static int
copy_mode(int from, int to)
{
	struct stat facts;

	return fstat(from, &facts) == -1 ? -1
	    : fchmod(to, facts.st_mode & MODE_BITS);
}

static int
make_temporary(struct broker *broker, struct span path)
{
	struct atomic *atomic = &broker->upload.atomic;
	int file;

	sweep_once(broker, path);
	file = temporary_make(atomic->name.dir,
	    broker->conf->file_open_mode & MODE_BITS, atomic->temporary);
	if (file != NO_FD && atomic->old != NO_FD &&
	    copy_mode(atomic->old, file) == -1)
		fd_close(&file);
	return file;
}

static bool
is_plain(int file)
{
	struct stat facts;

	return fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* 0: it is there, and may be replaced, or it is not there. */
static int
open_old(struct atomic *atomic)
{
	if (strchr(atomic->name.name, '/') != NULL) {
		errno = EISDIR;
		return -1;
	}
	atomic->old = path_open_name(atomic->name.dir, atomic->name.name,
	    O_WRONLY | O_NONBLOCK, 0);
	if (atomic->old == NO_FD)
		return errno == ENOENT ? 0 : -1;
	if (atomic->is_exclusive || !is_plain(atomic->old)) {
		errno = EEXIST;
		return -1;
	}
	return 0;
}

int
atomic_open(struct broker *broker, struct span path, bool exclusive)
{
	struct atomic *atomic = &broker->upload.atomic;

	atomic->is_exclusive = exclusive;
	if (path_open_parent(&broker->place, path, &atomic->name) == -1)
		return NO_FD;
	return open_old(atomic) == -1 ? NO_FD : make_temporary(broker, path);
}

int
atomic_open_held(struct broker *broker, struct span path, int held)
{
	struct atomic *atomic = &broker->upload.atomic;

	atomic->old = held;
	atomic->is_held = true;
	if (path_open_parent(&broker->place, path, &atomic->name) == -1)
		return NO_FD;
	return make_temporary(broker, path);
}

bool
atomic_is_sticky(const struct atomic *atomic)
{
	struct stat facts;

	return fstat(atomic->name.dir, &facts) == 0 &&
	    (facts.st_mode & S_ISVTX) != 0;
}

int
atomic_keep(struct atomic *atomic)
{
	int dir = atomic->name.dir;

	if (renameat2(dir, atomic->temporary, dir, atomic->name.name,
	    atomic->is_exclusive ? RENAME_NOREPLACE : 0) == -1)
		return -1;
	atomic->temporary[0] = '\0';
	atomic->is_held = false;
	return 0;
}

void
atomic_drop(struct atomic *atomic)
{
	if (atomic_is_on(atomic))
		(void)unlinkat(atomic->name.dir, atomic->temporary, 0);
	if (atomic->is_held)
		path_remove_if_same(&atomic->name, atomic->old);
}

void
atomic_close(struct atomic *atomic)
{
	fd_close(&atomic->old);
	fd_close(&atomic->name.dir);
	atomic_init(atomic);
}
