/* SPDX-License-Identifier: ISC */
/* A transfer's record and end: see transfer.h. Broker, as the user. */
#include "broker/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"
#include "broker/broker.h"
#include "broker/give.h"

/* upload_fsync. */
static bool
syncs(const struct broker *broker, const char *kind)
{
	return span_is(span_of(broker->conf->upload_fsync), kind);
}

/* The directory that the file's name is in, in which it is a change. */
static int
sync_name(struct broker *broker)
{
	struct parent parent;
	int dir, result;

	if (path_open_parent(&broker->place, span_of(broker->record->path),
	    &parent) == -1)
		return -1;
	dir = path_open_name(parent.dir, ".", O_RDONLY | O_DIRECTORY, 0);
	result = dir == NO_FD ? -1 : fsync(dir);
	fd_close(&dir);
	fd_close(&parent.dir);
	return result;
}

/*
 * What close(2) is going to say: some file systems tell only then that there
 * was no room. Asked while the file can still be dropped, or not at all.
 */
static int
ask_close(const struct broker *broker)
{
	const struct upload *upload = &broker->upload;
	int copy;

	if (!atomic_is_on(&upload->atomic) &&
	    (!upload->is_created || !broker->conf->delete_failed_uploads))
		return 0;
	copy = dup(upload->file);
	return copy == NO_FD ? -1 : close(copy);
}

/*
 * An atomic upload gets its name, and its owner. The owner first, so that
 * nobody finds the name before; but in a directory with the sticky bit only the
 * owner of a file may rename it.
 */
static int
name(struct broker *broker)
{
	struct atomic *atomic = &broker->upload.atomic;
	bool is_given_later = atomic_is_sticky(atomic);

	if (!is_given_later && give_away(broker) == -1)
		return -1;
	if (atomic_keep(atomic) == -1)
		return -1;
	/* An older file is gone now: this one stays, come what may. */
	broker->upload.is_created = false;
	return is_given_later ? give_away(broker) : 0;
}

/* 0, or the errno that makes a failure of it. */
static int
keep(struct broker *broker)
{
	struct upload *upload = &broker->upload;
	bool has_new_name = upload->is_created;

	if ((syncs(broker, "file") || syncs(broker, "full")) &&
	    fsync(upload->file) == -1)
		return errno;
	if (ask_close(broker) == -1)
		return errno;
	if (atomic_is_on(&upload->atomic) && name(broker) == -1)
		return errno;
	if (has_new_name && syncs(broker, "full") && sync_name(broker) == -1)
		return errno;
	return 0;
}

/* Only what this command has created, and only if it still has that name. What
 * never began is no upload that somebody may want to resume. */
static void
drop(struct broker *broker)
{
	struct upload *upload = &broker->upload;
	struct parent parent;

	atomic_drop(&upload->atomic);
	if (!upload->is_created ||
	    !(broker->conf->delete_failed_uploads || upload->waits) ||
	    path_open_parent(&broker->place, span_of(broker->record->path),
	    &parent) == -1)
		return;
	path_remove_if_same(&parent, upload->file);
	fd_close(&parent.dir);
}

static int
finish(struct broker *broker, bool complete)
{
	struct upload *upload = &broker->upload;
	int error = complete && upload->file != NO_FD ? keep(broker) : 0;

	if (!complete || error != 0)
		drop(broker);
	atomic_close(&upload->atomic);
	if (upload->file != NO_FD && close(upload->file) == -1 && error == 0)
		error = errno;
	upload->file = NO_FD;
	upload->is_created = upload->waits = upload->has_pipe = false;
	return error;
}

void
transfer_begin(struct broker *broker, enum event_kind kind, struct span path)
{
	char storage[PATH_MAX];
	struct buf absolute = BUF_OVER(storage);

	broker->listing_error = 0;	/* of one whose end nobody told */
	path_put_absolute(&absolute, &broker->place, path);
	record_begin(broker->record, kind, absolute.full ? span_of("")
	    : buf_span(&absolute));
}

int
transfer_end(struct broker *broker, bool complete, bool ascii, uint64_t bytes)
{
	int error = finish(broker, complete);

	fd_close(&broker->locked);
	record_finish(broker->record, complete && error == 0, ascii, bytes);
	return error;
}

/* The position is that of the engine, too. */
static uint64_t
bytes_so_far(const struct upload *upload)
{
	off_t at = upload->file == NO_FD ? -1
	    : lseek(upload->file, 0, SEEK_CUR);

	return at > upload->start ? (uint64_t)(at - upload->start) : 0;
}

void
transfer_abandon(struct broker *broker)
{
	uint64_t bytes = bytes_so_far(&broker->upload);

	(void)!transfer_end(broker, false, false, bytes);
}
