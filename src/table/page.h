/* SPDX-License-Identifier: ISC */
/*
 * A session's own page of the table, as the engine fills it in: for those who
 * ask what goes on, and decides nothing. Every function takes NULL for a
 * session that is in no table; none makes a system call.
 */
#ifndef TABLE_PAGE_H
#define TABLE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "table/format.h"

/* The page, whatever was in it, becomes that of the session of this slot. */
void page_begin(struct session_page *page, int64_t taken_us);

void page_set_user(struct session_page *page, struct span user);
void page_set_encrypted(struct session_page *page);

/* A command with its argument, as it may be shown; and when it has ended. */
void page_set_command(struct session_page *page, struct span verb,
    struct span argument);
void page_set_idle(struct session_page *page);

/* A transfer of that command begins, moves bytes, and ends. */
void page_begin_transfer(struct session_page *page);
void page_end_transfer(struct session_page *page);

static inline void
page_count(struct session_page *page, uint64_t bytes)
{
	if (page != NULL)
		page->moved += bytes;
}

#endif
