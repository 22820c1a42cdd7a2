/* SPDX-License-Identifier: ISC */
/* Reading the table: see snapshot.h. Command line, as root or a member of the
 * group that may ask. */
#include "table/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fd.h"
#include "table/alive.h"
#include "table/claim.h"
#include "table/file.h"
#include "table/renew.h"

/* Opening ------------------------------------------------------------------ */

enum snapshot_opened
snapshot_adopt(struct snapshot *snapshot, int fd, struct buf *why)
{
	struct table_header header;
	struct stat facts;

	*snapshot = (struct snapshot){ .fd = fd };
	if (fstat(fd, &facts) == -1 ||
	    pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    !table_is_sane(&header, facts.st_size)) {
		buf_put_text(why, TABLE_PATH " is damaged; the next session "
		    "makes it anew");
		snapshot_close(snapshot);
		return SNAPSHOT_UNFIT;
	}
	snapshot->used = header.used;
	return SNAPSHOT_OPEN;
}

enum snapshot_opened
snapshot_open(struct snapshot *snapshot, struct buf *why)
{
	struct stat facts;
	int fd = open(TABLE_PATH,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	*snapshot = (struct snapshot){ .fd = NO_FD };
	if (fd == NO_FD && errno == ENOENT)
		return SNAPSHOT_EMPTY;
	if (fd == NO_FD && errno == EACCES)
		return SNAPSHOT_CLOSED;
	if (fd == NO_FD) {
		buf_putf(why, "cannot open " TABLE_PATH ": %s",
		    strerror(errno));
		return SNAPSHOT_UNFIT;
	}
	if (fstat(fd, &facts) == -1 || !renew_is_own(&facts)) {
		buf_put_text(why, TABLE_PATH " is not root's own; the next "
		    "session makes it anew");
		fd_close(&fd);
		return SNAPSHOT_UNFIT;
	}
	return snapshot_adopt(snapshot, fd, why);
}

void
snapshot_close(struct snapshot *snapshot)
{
	fd_close(&snapshot->fd);
}

/* One session -------------------------------------------------------------- */

static uint32_t
no_more(uint32_t length, size_t most)
{
	return length < most ? length : (uint32_t)most;
}

/* Never below zero, however it was set. */
static int64_t
since(int64_t now_us, int64_t then_us)
{
	return then_us >= 0 && then_us <= now_us ? now_us - then_us : 0;
}

static enum seen
state_of(const struct slot *slot, const struct session_page *page)
{
	if (slot->user == 0)
		return SEEN_GREETED;
	switch (page->doing) {
	case DOING_COMMAND:
		return SEEN_COMMAND;
	case DOING_TRANSFER:
		return SEEN_TRANSFER;
	default:
		return SEEN_IDLE;
	}
}

static void
take_page(struct seen_session *session, const struct slot *slot,
    const struct session_page *page)
{
	session->state = state_of(slot, page);
	session->is_encrypted = page->is_encrypted != 0;
	session->command_us = since(clock_us(), page->since_us);
	session->moved = page->moved;
	session->moved_before = page->moved_before;
	session->command_length = no_more(page->command_length,
	    sizeof(session->command));
	memcpy(session->command, page->command, session->command_length);
	session->user_length = no_more(page->user_length,
	    sizeof(session->user));
	memcpy(session->user, page->user, session->user_length);
	/* A session under a false name is one without. */
	if (slot->user == 0 || user_mark(seen_user(session)) != slot->user)
		session->user_length = 0;
}

/* Before it has a process that writes, its page is that of the last one. */
static void
see(const struct snapshot *snapshot, uint32_t number, const struct slot *slot,
    struct seen_session *session)
{
	struct session_page page;

	*session = (struct seen_session){
		.pid = slot->pid, .taken_us = slot->taken_us,
		.age_us = since(alive_clock_us(), slot->taken_us),
		.address = slot->address, .port = slot->port,
		.state = SEEN_GREETED,
	};
	if (pread(snapshot->fd, &page, sizeof(page), table_page_at(number)) ==
	    sizeof(page) && page.taken_us == slot->taken_us)
		take_page(session, slot, &page);
}

bool
snapshot_next(struct snapshot *snapshot, struct seen_session *session_out)
{
	while (snapshot->next < snapshot->used) {
		uint32_t number = snapshot->next++;
		struct slot slot;

		if (pread(snapshot->fd, &slot, sizeof(slot),
		    table_slot_at(number)) != sizeof(slot))
			return false;
		if (slot.state != SLOT_TAKEN ||
		    !table_slot_is_sane(&slot, alive_clock_us()) ||
		    !alive_is_there(slot.pid, slot.taken_us))
			continue;
		see(snapshot, number, &slot, session_out);
		return true;
	}
	return false;
}

uint64_t
seen_rate(const struct seen_session *session)
{
	if (session->state != SEEN_TRANSFER || session->command_us < 1000)
		return 0;
	return session->moved / ((uint64_t)session->command_us / 1000) * 1000;
}
