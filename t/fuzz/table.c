/* SPDX-License-Identifier: ISC */
/*
 * The file of the session table, as oneftpd who reads it: a byte of settings,
 * slots, and a page. Whatever is in it, what is shown is within its bounds and
 * of a process that is there, and no rendering holds a byte that a terminal or
 * a parser would take for something else.
 */
#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "admin/who.h"
#include "admin/who_row.h"
#include "base/fd.h"
#include "table/alive.h"
#include "table/claim.h"
#include "table/file.h"
#include "table/snapshot.h"

/* Bits of the first byte, for what chance would not find. */
enum setting {
	IS_A_TABLE = 1,		/* the beginning is right */
	IS_OURS = 2,		/* the first slot is this process's */
	IS_PAGE_OF_IT = 4,	/* and the page is of that slot */
	HAS_NAME = 8,		/* whose user is the one of the page */
	IS_SHORT = 16,		/* the file ends before its pages */
};

#define SLOTS_MOST 4

static struct {
	struct table_header header;
	struct slot slots[SLOTS_MOST];
	struct session_page page;
} file;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
take_bytes(struct span *from, void *to, size_t size)
{
	struct span some = span_first(*from, size);

	memset(to, 0, size);
	if (some.len > 0)
		memcpy(to, some.at, some.len);
	*from = span_from(*from, some.len);
}

static void
adjust(unsigned settings)
{
	struct slot *slot = &file.slots[0];
	struct session_page *page = &file.page;

	if ((settings & IS_A_TABLE) != 0) {
		memcpy(file.header.magic, TABLE_MAGIC, sizeof(TABLE_MAGIC));
		file.header.used = 1 + file.header.used % SLOTS_MOST;
	}
	if ((settings & IS_OURS) != 0) {
		slot->state = SLOT_TAKEN;
		slot->pid = getpid();
		slot->taken_us = alive_clock_us();
	}
	if ((settings & IS_PAGE_OF_IT) != 0)
		page->taken_us = slot->taken_us;
	if ((settings & HAS_NAME) != 0) {
		page->user_length %= PAGE_USER_MOST + 1;
		slot->user = user_mark(span_make(page->user,
		    page->user_length));
	}
}

static int
make_file(unsigned settings)
{
	int fd = memfd_create("table", MFD_CLOEXEC);

	if (pwrite(fd, &file.header, sizeof(file.header), 0) == -1 ||
	    pwrite(fd, file.slots, sizeof(file.slots), TABLE_SLOTS_AT) == -1)
		err(2, "memfd");
	if ((settings & IS_SHORT) == 0 && (pwrite(fd, &file.page,
	    sizeof(file.page), TABLE_PAGES_AT) == -1 ||
	    ftruncate(fd, table_page_at(SLOTS_MOST)) == -1))
		err(2, "memfd");
	return fd;
}

/* Nothing that moves a cursor, ends a line or begins a colour. */
static void
check_printable(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
			abort();
}

static void
look_at(const struct seen_session *session)
{
	char storage[WHO_ROW_MOST];
	struct buf row = BUF_OVER(storage);

	if (session->user_length > PAGE_USER_MOST ||
	    session->command_length > PAGE_COMMAND_MOST ||
	    session->state >= SEEN_KINDS || session->command_us < 0 ||
	    session->age_us < 0 || !alive_is_there(session->pid,
	    session->taken_us))
		abort();
	who_put_row(&row, session, seen_rate(session));
	if (row.full)
		abort();
	check_printable(buf_span(&row));
}

/* What is left to see, in each of the renderings: lines of plain text. */
static void
print_all(struct seen_session *seen, size_t count)
{
	const struct sessions sessions = { .list = seen, .count = count };
	static void (*const printers[])(FILE *, const struct sessions *) = {
		who_print_table, who_print_json, who_print_prometheus,
	};

	for (size_t i = 0; i < COUNT_OF(printers); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		struct span rest;

		if (out == NULL)
			err(2, "memstream");
		printers[i](out, &sessions);
		(void)fclose(out);
		rest = span_make(text, size);
		while (rest.len > 0)
			check_printable(span_split(&rest, '\n'));
		free(text);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct seen_session seen[SLOTS_MOST];
	struct span input = span_make(bytes, len);
	struct snapshot snapshot;
	char storage[256];
	struct buf why = BUF_OVER(storage);
	size_t count = 0;

	if (len == 0)
		return 0;
	input = span_from(input, 1);
	take_bytes(&input, &file.slots, sizeof(file.slots));
	take_bytes(&input, &file.page, sizeof(file.page));
	take_bytes(&input, &file.header, sizeof(file.header));
	adjust(bytes[0]);
	if (snapshot_adopt(&snapshot, make_file(bytes[0]), &why) !=
	    SNAPSHOT_OPEN)
		return 0;
	while (count < SLOTS_MOST && snapshot_next(&snapshot, &seen[count]))
		look_at(&seen[count++]);
	snapshot_close(&snapshot);
	print_all(seen, count);
	return 0;
}
