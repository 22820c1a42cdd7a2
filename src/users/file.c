/* SPDX-License-Identifier: ISC */
/* The users file as a whole: see file.h. */
#include "users/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

/* Reading ------------------------------------------------------------------ */

static bool
is_fit(const struct stat *facts, struct buf *why)
{
	if (!S_ISREG(facts->st_mode))
		buf_put_text(why, "this is not a file: name a file");
	else if (facts->st_uid != 0 && facts->st_uid != geteuid())
		buf_putf(why, "this belongs to user %u, who could log in as "
		    "anybody: give it to root", (unsigned)facts->st_uid);
	else if ((facts->st_mode & OTHERS_MAY_WRITE) != 0)
		buf_put_text(why, "others may write to this, and so log in as "
		    "anybody: take that away (chmod go-w)");
	else if ((size_t)facts->st_size > USERS_BYTES)
		buf_putf(why, "this is too long: keep it below %zu MiB",
		    USERS_BYTES >> 20);
	else
		return true;
	return false;
}

enum users_reading
users_read_open(struct arena *arena, int fd, struct span *text_out,
    struct buf *why)
{
	struct stat facts;
	char *bytes = NULL;
	ssize_t len;

	*text_out = span_of("");
	if (fstat(fd, &facts) == 0) {
		if (!is_fit(&facts, why))
			return USERS_UNFIT;
		bytes = arena_get_bytes(arena, (size_t)facts.st_size);
	}
	len = bytes != NULL
	    ? fd_read_up_to(fd, bytes, (size_t)facts.st_size) : -1;
	if (len == -1) {
		buf_putf(why, "this cannot be read: %s", strerror(errno));
		return USERS_UNFIT;
	}
	*text_out = span_make(bytes, (size_t)len);
	return USERS_READ;
}

enum users_reading
users_read(struct arena *arena, const char *path, struct span *text_out,
    struct buf *why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	enum users_reading reading;

	*text_out = span_of("");
	if (fd == NO_FD && errno == ENOENT)
		return USERS_MISSING;
	if (fd == NO_FD) {
		buf_putf(why, "this cannot be read: %s", strerror(errno));
		return USERS_UNFIT;
	}
	reading = users_read_open(arena, fd, text_out, why);
	fd_close(&fd);
	return reading;
}

/* Searching ---------------------------------------------------------------- */

/* All lines are read, wherever the name is: how far down it is, or whether it
 * is there at all, is not to be told by the time. */
bool
users_find(struct span text, struct span name, struct users_entry *entry_out)
{
	bool seen = false, found = false;

	while (text.len > 0) {
		struct span line = span_split(&text, '\n');
		struct users_entry entry;
		const char *why;
		bool good = users_entry_read(line, &entry, &why) ==
		    USERS_ENTRY;

		if (seen || !users_line_is_of(line, name))
			continue;
		seen = true;
		found = good;
		if (good)
			*entry_out = entry;
	}
	return found;
}

bool
users_has(struct span text, struct span name)
{
	while (text.len > 0)
		if (users_line_is_of(span_split(&text, '\n'), name))
			return true;
	return false;
}

/* The next one whose hash can be computed. */
static bool
next_stand_in(struct span *text, users_judge judge,
    struct users_entry *entry_out)
{
	const char *why;

	while (text->len > 0)
		if (users_entry_read(span_split(text, '\n'), entry_out,
		    &why) == USERS_ENTRY && hash_counts(judge(entry_out->hash)))
			return true;
	return false;
}

static size_t
count_stand_ins(struct span text, users_judge judge)
{
	struct users_entry entry;
	size_t count = 0;

	while (next_stand_in(&text, judge, &entry))
		count++;
	return count;
}

/* FNV-1a: any spreading of names will do. */
static size_t
number_of(struct span name)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < name.len; i++)
		sum = (sum ^ (unsigned char)name.at[i]) *
		    UINT64_C(1099511628211);
	return (size_t)(sum ^ sum >> 32);
}

bool
users_find_stand_in(struct span text, struct span name, users_judge judge,
    struct users_entry *entry_out)
{
	size_t count = count_stand_ins(text, judge);
	size_t skip = count > 0 ? number_of(name) % count : 0;

	if (count == 0)
		return false;
	while (next_stand_in(&text, judge, entry_out) && skip > 0)
		skip--;
	return true;
}
