/* SPDX-License-Identifier: ISC */
/* Lines of users files: what is a user, who is found, how they change (S30). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "tap.h"
#include "users/change.h"
#include "users/file.h"

/* Lines -------------------------------------------------------------------- */

#define LONG_NAME \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static const struct {
	const char *line;
	enum users_line kind;
	const char *why;	/* how it begins */
} lines[] = {
	{ "ann:$6$x:1:2:Ann:/srv/ann:/bin/sh", USERS_ENTRY, "" },
	{ "ann:$6$x:1:2:Ann:/srv/ann:/bin/sh\r", USERS_ENTRY, "" },
	{ "a.b-c_d@e:!:1:2::/:", USERS_ENTRY, "" },
	{ "ann:*:4294967294:4294967294::/:", USERS_ENTRY, "" },
	{ LONG_NAME ":*:1:1::/:", USERS_ENTRY, "" },
	{ "", USERS_NOTHING, "" },
	{ " \t", USERS_NOTHING, "" },
	{ "\r", USERS_NOTHING, "" },
	{ "# ann:*:1:2::/:", USERS_NOTHING, "" },
	{ "ann", USERS_FAULTY, "a user has seven fields" },
	{ "ann:*:1:2::/", USERS_FAULTY, "a user has seven fields" },
	{ "ann:*:1:2::/::", USERS_FAULTY, "a user has seven fields" },
	{ ":*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ "n" LONG_NAME ":*:1:1::/:", USERS_FAULTY, "this is no name" },
	{ "-ann:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ "an n:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ "a/nn:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ "..:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ ".:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ "\xc3\xa4nn:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ " ann:*:1:2::/:", USERS_FAULTY, "this is no name" },
	{ "ann::1:2::/:", USERS_FAULTY, "the password is missing" },
	{ "ann:*:0:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*:00:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*::2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*:-1:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*:4294967295:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*:4294967296:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*:ftp:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*: 1:2::/:", USERS_FAULTY, "the uid must be" },
	{ "ann:*:1:0::/:", USERS_FAULTY, "the gid must be" },
	{ "ann:*:1:x::/:", USERS_FAULTY, "the gid must be" },
	{ "ann:*:1:2:::", USERS_FAULTY, "the home must be" },
	{ "ann:*:1:2::home:", USERS_FAULTY, "the home must be" },
	{ "ann:*:1:2::/\x1b[2J:", USERS_FAULTY, "there are bytes in it" },
	{ "ann:*:1:2:\x7f:/:", USERS_FAULTY, "there are bytes in it" },
};

static void
check_lines(void)
{
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct users_entry entry;
		const char *why = "";

		is_num(users_entry_read(span_of(lines[i].line), &entry, &why),
		    lines[i].kind, "line %zu, \"%.40s\": what it is", i,
		    lines[i].line);
		if (lines[i].kind == USERS_FAULTY)
			ok(strncmp(why, lines[i].why, strlen(lines[i].why))
			    == 0, "... and what is wrong with it");
	}
}

static void
check_fields(void)
{
	struct users_entry entry;
	const char *why;

	ok(users_entry_read(span_of("ann:$6$x:1:2:Ann, B.:/srv/ann:/bin/sh\r"),
	    &entry, &why) == USERS_ENTRY, "an entry");
	ok(span_is(entry.name, "ann") && span_is(entry.hash, "$6$x") &&
	    span_is(entry.comment, "Ann, B.") &&
	    span_is(entry.home, "/srv/ann") && span_is(entry.shell, "/bin/sh"),
	    "its texts");
	ok(entry.uid == 1 && entry.gid == 2, "its numbers");
	/* A home of 1023 bytes is one, of 1024 none. */
	for (size_t len = USERS_HOME_MOST; len <= USERS_HOME_MOST + 1; len++) {
		static char line[2048];

		(void)snprintf(line, sizeof(line), "a:*:1:1::/%0*d:",
		    (int)len - 1, 0);
		is_num(users_entry_read(span_of(line), &entry, &why),
		    len <= USERS_HOME_MOST ? USERS_ENTRY : USERS_FAULTY,
		    "a home of %zu bytes", len);
	}
}

/* Searching ---------------------------------------------------------------- */

static const char file[] =
    "# users\n"
    "ann:$6$ann:1:1::/ann:\n"
    "bob:!$6$bob:2:2::/bob:\n"
    "broken:$6$x:0:0::/:\n"
    "broken:$6$y:3:3::/:\n"
    "ann:$6$second:9:9::/second:\n"
    "cat:$y$cat:4:4::/cat:";

static bool
finds(const char *name, const char *hash)
{
	struct users_entry entry;

	return users_find(span_of(file), span_of(name), &entry) &&
	    span_is(entry.hash, hash);
}

static enum hash_kind
judge(struct span hash)
{
	return span_begins(hash, "$") ? HASH_GOOD : HASH_LOCKED;
}

static void
check_search(void)
{
	struct users_entry one, other;
	bool differs = false;

	ok(finds("ann", "$6$ann"), "of two, the first counts");
	ok(finds("bob", "!$6$bob"), "one who is locked is there");
	ok(finds("cat", "$y$cat"), "the last line needs no line feed");
	ok(!users_find(span_of(file), span_of("broken"), &one),
	    "a faulty line is nobody's, and hides the next");
	ok(!users_find(span_of(file), span_of("an"), &one) &&
	    !users_find(span_of(file), span_of("ANN"), &one) &&
	    !users_find(span_of(file), span_of(""), &one) &&
	    !users_find(span_of(file), span_of("# users"), &one),
	    "nobody else is");
	ok(users_has(span_of(file), span_of("broken")) &&
	    !users_has(span_of(file), span_of("dora")),
	    "a faulty line still has the name");

	ok(users_find_stand_in(span_of(file), span_of("x"), judge, &one) &&
	    users_find_stand_in(span_of(file), span_of("x"), judge, &other) &&
	    span_equal(one.hash, other.hash),
	    "the same one stands in for a name each time");
	for (char name[] = "a"; name[0] <= 'z'; name[0]++) {
		ok(users_find_stand_in(span_of(file), span_of(name), judge,
		    &other) && span_begins(other.hash, "$"),
		    "%s: has a hash", name);
		differs = differs || !span_equal(one.hash, other.hash);
	}
	ok(differs, "others have others");
	ok(!users_find_stand_in(span_of("a:*:1:1::/:\n"), span_of("x"), judge,
	    &one),
	    "where nobody has a hash nobody stands in");
}

/* Edits -------------------------------------------------------------------- */

static const struct {
	const char *name;
	users_edit edit;
	const char *user, *line;
	const char *before, *after;	/* NULL: declined */
} edits[] = {
	{ "the first user", users_edit_add, "a", "a:1\n", "", "a:1\n" },
	{ "one more", users_edit_add, "b", "b:1\n", "#\na:1\n",
	    "#\na:1\nb:1\n" },
	{ "behind a line without an end", users_edit_add, "b", "b:1\n", "a:1",
	    "a:1\nb:1\n" },
	{ "a name that is there", users_edit_add, "a", "a:1\n", "a:2\n", NULL },
	{ "a name that begins so", users_edit_add, "a", "a:1\n", "ab:2\n",
	    "ab:2\na:1\n" },
	{ "take one away", users_edit_delete, "a", "", "# a\nb:1\na:1\nc\n",
	    "# a\nb:1\nc\n" },
	{ "twice there", users_edit_delete, "a", "", "a:1\nb:1\na:2\n",
	    "b:1\n" },
	{ "not there", users_edit_delete, "a", "", "b:1\n", NULL },
	{ "a new hash", users_edit_hash, "b", "new",
	    "a:1:1\n\nb:old:2:3\nb:old:4\n",
	    "a:1:1\n\nb:new:2:3\nb:old:4\n" },
	{ "a hash where there was none", users_edit_hash, "b", "new",
	    "b::2:3", "b:new:2:3\n" },
	{ "a hash for nobody", users_edit_hash, "c", "new", "b:1:2\n", NULL },
};

static void
check_edits(void)
{
	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		struct users_line_edit edit = {
			.name = span_of(edits[i].user),
			.line = span_of(edits[i].line),
		};
		char storage[256];
		struct buf out = BUF_OVER(storage);
		bool done = edits[i].edit(&edit, span_of(edits[i].before),
		    &out);

		ok(done == (edits[i].after != NULL), "%s: is it done",
		    edits[i].name);
		if (edits[i].after != NULL)
			is_text(buf_text(&out), edits[i].after, "%s: what is "
			    "there then", edits[i].name);
	}
}

/* Files -------------------------------------------------------------------- */

static void
check_files(struct arena *arena)
{
	char path[] = "/tmp/users.XXXXXX", storage[256];
	int fd = mkstemp(path);
	struct buf why = BUF_OVER(storage);
	struct span text;

	if (fd == NO_FD || fd_write_all(fd, span_of(file)) == -1)
		exit(99);
	is_num(users_read(arena, path, &text, &why), USERS_READ, "a file");
	ok(span_is(text, file), "... whole");
	is_num(users_read(arena, "/nowhere", &text, &why), USERS_MISSING,
	    "a file that is not there");
	is_num((long long)text.len, 0, "... has no text");
	if (fchmod(fd, 0620) == -1)
		exit(99);
	is_num(users_read(arena, path, &text, &why), USERS_UNFIT,
	    "a file that others may write to");
	is_num((long long)text.len, 0, "... is not read");
	if (fchmod(fd, 0600) == -1 ||
	    ftruncate(fd, (off_t)USERS_BYTES + 1) == -1)
		exit(99);
	buf_clear(&why);
	is_num(users_read(arena, path, &text, &why), USERS_UNFIT,
	    "a file that is too long");
	ok(strstr(buf_text(&why), "16 MiB") != NULL, "... and it is said how");
	(void)unlink(path);
	fd_close(&fd);
}

int
main(void)
{
	struct arena arena;

	if (arena_init(&arena, USERS_ARENA) == -1)
		return 99;
	check_lines();
	check_fields();
	check_search();
	check_edits();
	check_files(&arena);
	return done_testing();
}
