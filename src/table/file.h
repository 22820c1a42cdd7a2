/* SPDX-License-Identifier: ISC */
/*
 * Opening the session table and writing to it. Root; everything in the file is
 * looked at before it is believed: a file that is not root's own, or makes no
 * sense, is replaced by an empty one.
 */
#ifndef TABLE_FILE_H
#define TABLE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "table/format.h"

struct table {
	int fd;
	uint32_t used;
	uint32_t pages;		/* that the file has, whole */
	struct slot *slots;	/* TABLE_SLOTS_MOST of them, of this process;
				 * read under the lock */
};

/*
 * Opens the table, locks it and reads its slots; makes it, or makes it anew,
 * where that is needed. -1 with the reason in `why`: then there is no table,
 * and nothing is open.
 */
int table_open(struct table *table, struct buf *why) MUST_CHECK;

/* The lock again, later; with `reads`, the slots as they are then. */
int table_lock(struct table *table, bool reads, struct buf *why) MUST_CHECK;
void table_unlock(struct table *table);

/* Without a table this does nothing. */
void table_close(struct table *table);

/* A slot as it is in table->slots becomes the file's. -1 with errno. */
int table_write_slot(struct table *table, uint32_t slot) MUST_CHECK;

/* One slot more is in use, and has its page. -1 with errno. */
int table_extend(struct table *table) MUST_CHECK;

/* Maps the page of a slot. NULL with errno. */
struct session_page *table_map_page(const struct table *table, uint32_t slot)
    MUST_CHECK;

/* Is this the beginning of a table, and has a file of this size got room for
 * what it says? */
bool table_is_sane(const struct table_header *header, off_t size) MUST_CHECK;

/* Could root have written this? */
bool table_slot_is_sane(const struct slot *slot, int64_t now_us) MUST_CHECK;

#endif
