/* SPDX-License-Identifier: ISC */
/*
 * Mistakes in a users file: see check.h. Command line and the start of a
 * listener, never a session: it has time.
 */
#include "users/check.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "users/file.h"
#include "users/object.h"

struct check {
	users_reporter report;
	void *context;
	bool wants_homes;
	const struct crypt_object *crypt;	/* loaded when it is needed */
	bool lacks_crypt;			/* and it was told */
};

/* Where a name stands, for the search of twins. */
struct place {
	struct span name;
	unsigned line;
};

PRINTF_LIKE(4, 5) static void
tell(const struct check *check, bool is_fault, unsigned line,
    const char *format, ...)
{
	char storage[PATH_MAX + 256];
	struct buf text = BUF_OVER(storage);
	va_list args;

	va_start(args, format);
	buf_putfv(&text, format, args);
	va_end(args);
	check->report(check->context, is_fault, line, buf_text(&text));
}

static bool
has_crypt(struct check *check)
{
	const char *why = "";

	if (check->crypt != NULL || check->lacks_crypt)
		return check->crypt != NULL;
	check->crypt = crypt_load(&why);
	check->lacks_crypt = check->crypt == NULL;
	if (check->lacks_crypt)
		tell(check, true, 0, "passwords cannot be checked, so nobody "
		    "gets in by this: %s", why);
	return !check->lacks_crypt;
}

static void
check_hash(struct check *check, unsigned line, struct span hash)
{
	/* Locked, which needs no library to see. */
	if (span_begins(hash, "*") || span_begins(hash, "!") ||
	    !has_crypt(check))
		return;
	switch (check->crypt->judge(hash)) {
	case HASH_UNKNOWN:
		tell(check, true, line, "this is no hash that crypt(3) knows, "
		    "so nobody gets in with it: set the password again");
		break;
	case HASH_WEAK:
		tell(check, false, line, "this hash is of a method that is "
		    "broken too easily: set the password again");
		break;
	case HASH_GOOD:
	case HASH_LOCKED:
		break;
	}
}

static void
check_home(const struct check *check, unsigned line, struct span home)
{
	char path[USERS_HOME_MOST + 1];
	struct stat facts;

	memcpy(path, home.at, home.len);
	path[home.len] = '\0';
	if (stat(path, &facts) == -1 && (errno == ENOENT || errno == ENOTDIR))
		tell(check, false, line, "there is no %s: create it, or write "
		    "create_home=YES", path);
}

/* The entry's name, or nothing. */
static struct span
check_line(struct check *check, unsigned number, struct span line)
{
	struct users_entry entry;
	const char *why;

	switch (users_entry_read(line, &entry, &why)) {
	case USERS_FAULTY:
		tell(check, true, number, "%s", why);
		break;
	case USERS_NOTHING:
		break;
	case USERS_ENTRY:
		check_hash(check, number, entry.hash);
		if (check->wants_homes)
			check_home(check, number, entry.home);
		return entry.name;
	}
	return span_of("");
}

static int
compare(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	size_t len = one->name.len < other->name.len ? one->name.len
	    : other->name.len;
	int order = memcmp(one->name.at, other->name.at, len);

	if (order == 0)
		order = (one->name.len > other->name.len) -
		    (one->name.len < other->name.len);
	return order != 0 ? order
	    : (one->line > other->line) - (one->line < other->line);
}

static void
check_twins(const struct check *check, struct place *places, size_t count)
{
	qsort(places, count, sizeof(*places), compare);
	for (size_t i = 1; i < count; i++)
		if (span_equal(places[i - 1].name, places[i].name))
			tell(check, true, places[i].line, "line %u has a user "
			    "of this name, and only the first counts: take one "
			    "out", places[i - 1].line);
}

static size_t
count_lines(struct span text)
{
	size_t count = 0;

	for (; text.len > 0; count++)
		(void)span_split(&text, '\n');
	return count;
}

static void
check_lines(struct check *check, struct arena *arena, struct span text)
{
	struct place *places = arena_get(arena,
	    count_lines(text) * sizeof(*places));
	size_t count = 0;
	unsigned line = 0;

	while (text.len > 0) {
		struct span name = check_line(check, ++line,
		    span_split(&text, '\n'));

		if (places != NULL && name.len > 0)
			places[count++] = (struct place){ name, line };
	}
	if (places != NULL)
		check_twins(check, places, count);
}

static void
check_mode(const struct check *check, const char *path)
{
	struct stat facts;

	if (stat(path, &facts) == 0 && (facts.st_mode & S_IROTH) != 0)
		tell(check, false, 0, "everybody on this machine may read the "
		    "hashes: take that away (chmod o-r)");
}

void
users_check(const char *path, bool wants_homes, users_reporter report,
    void *context)
{
	struct check check = {
		.report = report, .context = context,
		.wants_homes = wants_homes,
	};
	char storage[256];
	struct buf trouble = BUF_OVER(storage);
	struct span text;
	struct arena arena;

	/* Names of a file that is all names take more room than the file. */
	if (arena_init(&arena, 4 * USERS_ARENA) == -1)
		return;
	switch (users_read(&arena, path, &text, &trouble)) {
	case USERS_MISSING:
		tell(&check, false, 0, "there is no such file yet: \"oneftpd "
		    "user add\" makes it");
		break;
	case USERS_UNFIT:
		tell(&check, true, 0, "%s", buf_text(&trouble));
		break;
	case USERS_READ:
		check_mode(&check, path);
		check_lines(&check, &arena, text);
		break;
	}
}
