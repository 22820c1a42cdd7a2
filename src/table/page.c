/* SPDX-License-Identifier: ISC */
/* A session's own page: see page.h. Engine. */
#include "table/page.h"

#include <string.h>

#include "base/buf.h"
#include "base/deadline.h"

/* Lengths count only when the text is there: others are reading. */
static void
set_length(uint32_t *length, size_t to)
{
	__atomic_store_n(length, (uint32_t)to, __ATOMIC_RELEASE);
}

void
page_begin(struct session_page *page, int64_t taken_us)
{
	if (page == NULL)
		return;
	*page = (struct session_page){ .since_us = clock_us() };
	__atomic_store_n(&page->taken_us, taken_us, __ATOMIC_RELEASE);
}

void
page_set_user(struct session_page *page, struct span user)
{
	if (page == NULL)
		return;
	user = span_first(user, sizeof(page->user));
	memcpy(page->user, user.at, user.len);
	set_length(&page->user_length, user.len);
}

void
page_set_encrypted(struct session_page *page)
{
	if (page != NULL)
		page->is_encrypted = 1;
}

void
page_set_command(struct session_page *page, struct span verb,
    struct span argument)
{
	struct buf command;

	if (page == NULL)
		return;
	set_length(&page->command_length, 0);
	command = BUF_OVER(page->command);
	buf_put_span(&command, span_first(verb, PAGE_COMMAND_MOST - 1));
	if (argument.len > 0)
		buf_put_char(&command, ' ');
	buf_put_span(&command, span_first(argument, buf_room(&command)));
	set_length(&page->command_length, command.len);
	page->doing = DOING_COMMAND;
	page->since_us = clock_us();
}

void
page_set_idle(struct session_page *page)
{
	if (page == NULL)
		return;
	page->doing = DOING_NOTHING;
	page->since_us = clock_us();
}

void
page_begin_transfer(struct session_page *page)
{
	if (page == NULL)
		return;
	page->moved = 0;
	page->since_us = clock_us();
	page->doing = DOING_TRANSFER;
}

void
page_end_transfer(struct session_page *page)
{
	if (page == NULL)
		return;
	page->moved_before += page->moved;
	page->moved = 0;
	page->doing = DOING_COMMAND;
}
