/* SPDX-License-Identifier: ISC */
/* Files for reading: see open.h. Broker, as the user, in the jail. */
#include "broker/open.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "broker/allow.h"
#include "broker/filter.h"
#include "broker/lock.h"
#include "broker/transfer.h"
#include "wire/abilities.h"

/* anon_world_readable_only: the file's own other-read bit decides. */
static bool
is_hidden_from_world(const struct broker *broker, const struct stat *facts)
{
	return broker->anonymous && broker->conf->anon_world_readable_only &&
	    (facts->st_mode & S_IROTH) == 0;
}

/* The file's facts, if it is one that may be sent; errno otherwise. */
static int
check_readable(struct broker *broker, int file, struct stat *facts)
{
	if (fstat(file, facts) == -1)
		return -1;
	if (S_ISREG(facts->st_mode) && !is_hidden_from_world(broker, facts))
		return 0;
	/* A directory is a client's guess, not a failed download. */
	if (S_ISDIR(facts->st_mode))
		broker->record->is_open = false;
	errno = S_ISREG(facts->st_mode) ? EACCES : EISDIR;
	return -1;
}

/* To where the client wants to resume. Behind the end is nothing, and no
 * mistake; a position that no file can have is the engine's. */
static int
seek(int file, uint64_t offset)
{
	if (offset == 0)
		return 0;
	if (offset > INT64_MAX) {
		errno = EINVAL;
		return -1;
	}
	return lseek(file, (off_t)offset, SEEK_SET) == -1 ? -1 : 0;
}

enum refusal
open_for_reading(struct broker *broker, const struct msg_open_read *request,
    int *file_out, uint64_t *size_out)
{
	struct span path = request->path;
	enum refusal refusal;
	struct stat facts;

	if ((broker->abilities & MAY_DOWNLOAD) == 0)
		return REFUSED_DENIED;
	if (request->ascii != 0 && request->offset > 0)
		return REFUSED_ASCII_RESUME;
	transfer_begin(broker, EV_DOWNLOAD, path);
	if (filter_denies(broker, path) ||
	    !allow_path(broker->conf->download_file, &broker->place, path))
		return REFUSED_DENIED;
	/* Non-blocking: a FIFO without a writer must not hold the session. */
	*file_out = path_open(&broker->place, path, O_RDONLY | O_NONBLOCK);
	if (*file_out == NO_FD)
		/* Somebody has a lease on it, and is to give it back first. */
		return errno == EAGAIN ? REFUSED_BUSY : REFUSED_FAILED;
	/* Facts behind the lock: who holds it may be changing the size. */
	refusal = lock_file(broker, *file_out, F_RDLCK);
	if (refusal == GRANTED &&
	    (check_readable(broker, *file_out, &facts) == -1 ||
	    seek(*file_out, request->offset) == -1))
		refusal = REFUSED_FAILED;
	if (refusal == GRANTED)
		*size_out = (uint64_t)facts.st_size;
	else
		fd_close(file_out);
	return refusal;
}
