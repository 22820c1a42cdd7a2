/* SPDX-License-Identifier: ISC */
/* The table's file: see file.h. Root. */
#include "table/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fd.h"
#include "table/alive.h"
#include "table/renew.h"

/* Nobody holds the lock for longer than it takes to end a session. */
#define LOCK_PATIENCE_MS 10000

/* How often a table is made anew before it is given up. */
#define TRIES 3

bool
table_is_sane(const struct table_header *header, off_t size)
{
	static const char magic[sizeof(header->magic)] = TABLE_MAGIC;

	return memcmp(header->magic, magic, sizeof(magic)) == 0 &&
	    header->used <= TABLE_SLOTS_MOST &&
	    size >= table_page_at(header->used);
}

bool
table_slot_is_sane(const struct slot *slot, int64_t now_us)
{
	if (slot->state == SLOT_FREE)
		return true;
	return slot->state == SLOT_TAKEN && slot->pid > 1 &&
	    slot->taken_us > 0 && slot->taken_us <= now_us;
}

/* The lock ----------------------------------------------------------------- */

/* The process's own, not the descriptor's: children have copies of that. */
static int
set_lock(const struct table *table, short kind)
{
	struct flock lock = {
		.l_type = kind, .l_whence = SEEK_SET, .l_len = 1,
	};

	return fcntl(table->fd, F_SETLK, &lock);
}

static int
take_lock(const struct table *table, struct buf *why)
{
	const struct timespec pause = { .tv_nsec = 500000 };
	struct deadline deadline = { .at_ms = 0 };

	while (set_lock(table, F_WRLCK) == -1) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
			buf_putf(why, "cannot lock " TABLE_PATH ": %s",
			    strerror(errno));
			return -1;
		}
		if (deadline.at_ms == 0)
			deadline = deadline_in_ms(LOCK_PATIENCE_MS);
		if (deadline_has_passed(deadline)) {
			buf_put_text(why, TABLE_PATH " is locked by somebody "
			    "who does not go on");
			return -1;
		}
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

void
table_unlock(struct table *table)
{
	(void)set_lock(table, F_UNLCK);
}

/* Reading ------------------------------------------------------------------ */

/* A small table is one read. */
#define READ_FIRST 64

static bool
read_slots(struct table *table, struct table_header *header, off_t size)
{
	struct iovec parts[] = {
		{ header, sizeof(*header) },
		{ table->slots, READ_FIRST * sizeof(struct slot) },
	};
	ssize_t got = preadv(table->fd, parts, COUNT_OF(parts), 0);
	size_t rest;

	if (got < (ssize_t)sizeof(*header) || !table_is_sane(header, size))
		return false;
	if (header->used <= READ_FIRST)
		return true;
	rest = (header->used - READ_FIRST) * sizeof(struct slot);
	return pread(table->fd, table->slots + READ_FIRST, rest,
	    table_slot_at(READ_FIRST)) == (ssize_t)rest;
}

/* Under the lock. */
static bool
is_read(struct table *table, off_t size)
{
	struct table_header header;
	int64_t now = alive_clock_us();

	if (!read_slots(table, &header, size))
		return false;
	table->used = header.used;
	table->pages = (uint32_t)((size - TABLE_PAGES_AT) / TABLE_PAGE_SIZE);
	for (uint32_t i = 0; i < table->used; i++)
		if (!table_slot_is_sane(&table->slots[i], now))
			return false;
	return true;
}

/* The size counts under the lock only: it grows. */
static int
lock_and_read(struct table *table, struct buf *why, bool *is_fit_out)
{
	struct stat facts;

	if (take_lock(table, why) == -1)
		return -1;
	*is_fit_out = fstat(table->fd, &facts) == 0 && renew_is_own(&facts) &&
	    is_read(table, facts.st_size);
	return 0;
}

int
table_lock(struct table *table, bool reads, struct buf *why)
{
	bool is_fit;

	if (!reads)
		return take_lock(table, why);
	if (lock_and_read(table, why, &is_fit) == -1)
		return -1;
	if (is_fit)
		return 0;
	table_unlock(table);
	buf_put_text(why, TABLE_PATH " has been damaged");
	return -1;
}

/* Opening ------------------------------------------------------------------ */

int
table_open(struct table *table, struct buf *why)
{
	bool is_fit = false;

	for (int i = 0; i < TRIES; i++) {
		table->fd = open(TABLE_PATH, RENEW_OPEN_FLAGS);
		if (table->fd != NO_FD &&
		    lock_and_read(table, why, &is_fit) == -1)
			break;
		if (is_fit)
			return 0;
		table_close(table);
		if (renew(why) == -1)
			return -1;
	}
	table_close(table);
	if (why->len == 0)
		buf_put_text(why, TABLE_PATH " is damaged again and again");
	return -1;
}

void
table_close(struct table *table)
{
	fd_close(&table->fd);
}

/* Writing ------------------------------------------------------------------ */

static int
write_at(const struct table *table, const void *bytes, size_t size, off_t at)
{
	ssize_t written = pwrite(table->fd, bytes, size, at);

	if (written >= 0 && (size_t)written < size)
		errno = ENOSPC;
	return written == (ssize_t)size ? 0 : -1;
}

int
table_write_slot(struct table *table, uint32_t slot)
{
	return write_at(table, &table->slots[slot], sizeof(struct slot),
	    table_slot_at(slot));
}

int
table_extend(struct table *table)
{
	uint32_t used = table->used + 1;
	int error = 0;

	if (used > table->pages)
		error = posix_fallocate(table->fd, table_page_at(table->pages),
		    TABLE_PAGES_AT_ONCE * TABLE_PAGE_SIZE);
	if (error != 0) {
		errno = error;
		return -1;
	}
	if (used > table->pages)
		table->pages += TABLE_PAGES_AT_ONCE;
	table->used = used;
	return write_at(table, &used, sizeof(used),
	    offsetof(struct table_header, used));
}

struct session_page *
table_map_page(const struct table *table, uint32_t slot)
{
	void *page = mmap(NULL, TABLE_PAGE_SIZE, PROT_READ | PROT_WRITE,
	    MAP_SHARED, table->fd, table_page_at(slot));

	return page != MAP_FAILED ? page : NULL;
}
