/* SPDX-License-Identifier: ISC */
/*
 * Users files. Whatever bytes there are, who is found has the name that was
 * looked for and no id of root; and an edit changes what it is for and nothing
 * else.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "users/change.h"
#include "users/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
look_at(const struct users_entry *entry)
{
	if (!users_name_is_sane(entry->name) || entry->uid == 0 ||
	    entry->gid == 0 || entry->hash.len == 0 || entry->home.len == 0 ||
	    entry->home.at[0] != '/' || entry->home.len > USERS_HOME_MOST)
		abort();
}

static enum hash_kind
judge(struct span hash)
{
	return span_begins(hash, "$") ? HASH_GOOD : HASH_UNKNOWN;
}

static void
look_for(struct span text, struct span name)
{
	struct users_entry entry;

	if (users_find(text, name, &entry)) {
		look_at(&entry);
		if (!span_equal(entry.name, name) || !users_has(text, name))
			abort();
	}
	if (users_find_stand_in(text, name, judge, &entry) &&
	    judge(entry.hash) == HASH_GOOD)
		look_at(&entry);
}

/* A user who is added can be taken away again, and all is as before. */
static void
add_and_delete(struct span text)
{
	static char storage[1 << 17], again[1 << 17];
	struct buf out = BUF_OVER(storage), back = BUF_OVER(again);
	struct users_line_edit edit = {
		.name = span_of("zoe"), .line = span_of("zoe:*:1:1::/:\n"),
	};
	struct users_entry entry;
	size_t before;

	if (!users_edit_add(&edit, text, &out) || out.full)
		return;
	if (!users_find(buf_span(&out), edit.name, &entry) ||
	    !users_edit_delete(&edit, buf_span(&out), &back))
		abort();
	before = out.len - edit.line.len;
	if (back.len != before || memcmp(back.at, out.at, before) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span text = span_make(bytes, len), rest = text;

	while (rest.len > 0) {
		struct span line = span_split(&rest, '\n');
		struct users_entry entry;
		const char *why = NULL;

		if (users_entry_read(line, &entry, &why) == USERS_ENTRY)
			look_at(&entry);
	}
	rest = text;
	look_for(text, span_split(&rest, ':'));
	look_for(text, span_of("ann"));
	if (len < 1 << 16)
		add_and_delete(text);
	return 0;
}
