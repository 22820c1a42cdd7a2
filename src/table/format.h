/* SPDX-License-Identifier: ISC */
/*
 * The file of the session table: who is connected to this machine, however the
 * sessions were started. Root's alone, in RUN_DIR.
 *
 *     0               header
 *     TABLE_SLOTS_AT  a slot for each session: what is decided by
 *     TABLE_PAGES_AT  a page for each session: what it says of itself
 *
 * The slots are written by root only, under the lock of the file. A session
 * maps its own page and no other, and writes to it without a system call; so
 * nothing in a page is trusted, and nothing is decided by it.
 */
#ifndef TABLE_FORMAT_H
#define TABLE_FORMAT_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/run_dir.h"

#define TABLE_PATH RUN_DIR "/sessions"
#define TABLE_MAGIC "oneftpd session table, form 1\n"

#define TABLE_SLOTS_MOST 65536
#define TABLE_SLOTS_AT ((off_t)sizeof(struct table_header))
#define TABLE_PAGE_SIZE 4096
#define TABLE_PAGES_AT ((off_t)4 << 20)

/* Pages are allocated on the disk (or in memory) so many at a time: a page that
 * was not would end its session with a signal when there is no room. */
#define TABLE_PAGES_AT_ONCE 16

struct table_header {
	char magic[32];
	uint32_t used;		/* slots that have been in use, at most */
	uint32_t unused[7];
};

enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_STATES };

struct slot {
	uint32_t state;
	int32_t pid;			/* of the session's first process */
	int64_t taken_us;		/* since boot; also names the session */
	struct in6_addr address;	/* of the client; IPv4 ones mapped */
	uint64_t user;			/* user_mark(); 0: not logged in */
	uint16_t port;			/* of the client */
	uint16_t unused[3];
};

/* What a session does; it says so itself. */
enum doing { DOING_NOTHING, DOING_COMMAND, DOING_TRANSFER, DOINGS };

#define PAGE_USER_MOST 128
#define PAGE_COMMAND_MOST 1024

struct session_page {
	int64_t taken_us;	/* of its slot: a page is not emptied for the
				 * next session */
	int64_t since_us;	/* of what it does; monotonic */
	uint64_t moved;		/* bytes, of the transfer that is on */
	uint64_t moved_before;	/* by those before it */
	uint32_t doing;
	uint32_t is_encrypted;
	uint32_t user_length;	/* lengths are written last */
	uint32_t command_length;
	char user[PAGE_USER_MOST];
	char command[PAGE_COMMAND_MOST];	/* with its argument */
};

_Static_assert(sizeof(struct table_header) == 64, "a header of 64 bytes");
_Static_assert(sizeof(struct slot) == 48, "a slot of 48 bytes");
_Static_assert(sizeof(struct session_page) <= TABLE_PAGE_SIZE,
    "a session's page is one page");
_Static_assert(sizeof(struct table_header) +
    TABLE_SLOTS_MOST * sizeof(struct slot) <= (size_t)TABLE_PAGES_AT,
    "the slots end before the pages");

static inline off_t
table_slot_at(uint32_t slot)
{
	return TABLE_SLOTS_AT + (off_t)(slot * sizeof(struct slot));
}

static inline off_t
table_page_at(uint32_t slot)
{
	return TABLE_PAGES_AT + (off_t)slot * TABLE_PAGE_SIZE;
}

#endif
