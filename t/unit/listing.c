/* SPDX-License-Identifier: ISC */
/* LIST, NLST and STAT with a path: which lines a client gets. */
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#include "base/fd.h"
#include "broker/listing.h"
#include "broker/walk.h"
#include "log/event.h"
#include "session.h"
#include "tap.h"

#define MANY 100000

static char text[1 << 20];
static unsigned cuts;

static void
count_cuts(enum event_kind kind, const struct facts *facts)
{
	(void)facts;
	cuts += kind == EV_LISTING_CUT;
}

/* What the client gets, into a file that is as long as it needs to be. */
static int
list_into_file(const char *argument, unsigned style)
{
	struct listing listing;
	int file = memfd_create("lines", MFD_CLOEXEC);

	if (listing_open(&broker, span_of(argument), style, &listing) !=
	    GRANTED)
		err(2, "listing_open %s", argument);
	(void)listing_stream(&broker, &listing, file);
	if (listing.dir != NO_FD)
		errx(2, "the directory is still open");
	return file;
}

/* The same as text, without the CR, which is in the way. */
static const char *
listed(const char *argument, unsigned style)
{
	int file = list_into_file(argument, style);
	ssize_t len = pread(file, text, sizeof(text) - 1, 0);
	size_t put = 0;

	for (ssize_t i = 0; i < len; i++)
		if (text[i] != '\r')
			text[put++] = text[i];
	text[put] = '\0';
	fd_close(&file);
	arena_reset(&broker.listing);
	return text;
}

/* Only the names of a long listing: what follows the date. */
static const char *
long_names(const char *argument, unsigned style)
{
	static char names[4096];
	struct buf out = BUF_OVER(names);
	struct span rest = span_of(listed(argument, style | STYLE_LONG));

	while (rest.len > 0) {
		struct span line = span_split(&rest, '\n');

		buf_put_span(&out, span_from(line, 56));
		buf_put_char(&out, '\n');
	}
	return buf_text(&out);
}

static void
set_time(const char *path, time_t when)
{
	struct timespec times[2] = { { .tv_sec = when }, { .tv_sec = when } };

	if (utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == -1)
		err(2, "%s", path);
}

/*
 * a.txt  b.txt  d/{.h,n1,"n[1]",x,x2}  e/  empty/  link -> a.txt
 * dangling -> nowhere  "with space"  -dash  .hidden
 */
static void
make_tree(void)
{
	static const char *const files[] = {
		"a.txt", "b.txt", "with space", "-dash", ".hidden",
		"d/.h", "d/n1", "d/n[1]", "d/x", "d/x2",
	};

	make_directory("d");
	make_directory("e");
	make_directory("empty");
	make_link("a.txt", "link");
	make_link("nowhere", "dangling");
	for (size_t i = 0; i < COUNT_OF(files); i++)
		make_file(files[i]);
}

/* NLST: argument and answer. */
static const struct {
	const char *argument, *want;
} rows[] = {
	{ "", "-dash\na.txt\nb.txt\nd\ndangling\ne\nempty\nlink\n"
	    "with space\n" },
	{ ".", "-dash\na.txt\nb.txt\nd\ndangling\ne\nempty\nlink\n"
	    "with space\n" },
	/* What NLST puts before the names. */
	{ "d", "d/n1\nd/n[1]\nd/x\nd/x2\n" },
	{ "d/", "d/n1\nd/n[1]\nd/x\nd/x2\n" },
	{ "./d", "./d/n1\n./d/n[1]\n./d/x\n./d/x2\n" },
	{ "/d", "/d/n1\n/d/n[1]\n/d/x\n/d/x2\n" },
	{ "~/d", "/d/n1\n/d/n[1]\n/d/x\n/d/x2\n" },
	{ "/a*", "/a.txt\n" },
	{ "d/x*", "d/x\nd/x2\n" },
	{ "d/../d/x?", "d/../d/x2\n" },
	/* One name is a filter of one name; nothing found is an empty list. */
	{ "a.txt", "a.txt\n" },
	{ "dangling", "dangling\n" },
	{ "nothing", "" },
	{ "nothing/x", "" },
	{ "a.txt/x", "" },
	{ "*/x", "" },
	{ "empty", "" },
	/* Wildcards, in the last component only. */
	{ "*.txt", "a.txt\nb.txt\n" },
	{ "{a,b}.txt", "a.txt\nb.txt\n" },
	{ "d/n[1]", "d/n1\nd/n[1]\n" },
	{ "[ab].txt", "a.txt\nb.txt\n" },
	{ "[zw]*", "with space\n" },
	/* Options: one group, its letters, all else is the filter. */
	{ "-", "-dash\na.txt\nb.txt\nd\ndangling\ne\nempty\nlink\n"
	    "with space\n" },
	{ "-- a.txt", "a.txt\n" },
	{ "-1dLhAx a.txt", "a.txt\n" },
	{ "-1 -dash", "-dash\n" },
	{ "-1 -a d", "" },
	{ "-1 with space", "with space\n" },
	{ "with space", "with space\n" },
	{ "-r *.txt", "b.txt\na.txt\n" },
	{ "-F", "-dash\na.txt\nb.txt\nd/\ndangling@\ne/\nempty/\nlink@\n"
	    "with space\n" },
	{ "-R e", "" },
	/* Dot names. */
	{ "-a d", "d/.\nd/..\nd/.h\nd/n1\nd/n[1]\nd/x\nd/x2\n" },
	{ "-ra empty", "empty/..\nempty/.\n" },
	{ ".h*", ".hidden\n" },
	{ "d/.*", "d/.\nd/..\nd/.h\n" },
	{ ".hidden", ".hidden\n" },
};

static void
test_nlst(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		is_text(listed(rows[i].argument, 0), rows[i].want,
		    "NLST %s", rows[i].argument);
}

static void
test_list(void)
{
	set_time("a.txt", 0);
	conf.hide_ids = true;
	is_text(listed("a.txt", STYLE_LONG), "-rw-r--r--    1 ftp      ftp"
	    "             0 Jan 01  1970 a.txt\n",
	    "LIST of a file is one line");
	conf.hide_ids = false;
	is_text(long_names("", 0), "-dash\na.txt\nb.txt\nd\n"
	    "dangling -> nowhere\ne\nempty\nlink -> a.txt\nwith space\n",
	    "LIST shows names, and where links lead");
	is_text(long_names("d", 0), "n1\nn[1]\nx\nx2\n",
	    "LIST of a directory shows bare names");
	is_text(long_names("-F e*", 0), "e/\nempty/\n",
	    "LIST -F marks directories");
	is_text(long_names("-l dangling", 0), "dangling -> nowhere\n",
	    "NLST -l is LIST");
	is_text(long_names("d", STYLE_ALL), ".\n..\n.h\nn1\nn[1]\nx\nx2\n",
	    "STAT of a directory shows dot names");
	is_text(long_names("d/x", STYLE_ALL), "x\n",
	    "STAT of a file is one line");
}

static void
test_order(void)
{
	set_time("d/n1", 1000);
	set_time("d/n[1]", 3000);
	set_time("d/x", 2000);
	set_time("d/x2", 2000);
	is_text(listed("-t d", 0), "d/n[1]\nd/x\nd/x2\nd/n1\n",
	    "-t: newest first, equal ones by name");
	is_text(listed("-tr d", 0), "d/n1\nd/x2\nd/x\nd/n[1]\n",
	    "-tr: exactly the other way round");
	is_text(long_names("-t d", 0), "n[1]\nx\nx2\nn1\n",
	    "-t with long lines");
}

static void
test_options(void)
{
	conf.force_dot_files = true;
	is_text(listed("d", 0), "d/.h\nd/n1\nd/n[1]\nd/x\nd/x2\n",
	    "force_dot_files shows dot names, but neither . nor ..");
	conf.force_dot_files = false;
	conf.hide_file = "{x*,n1}";
	is_text(listed("d", 0), "d/n[1]\n", "hide_file leaves names out");
	is_text(listed("d/x", 0), "", "also when they are asked for");
	conf.hide_file = "/d/x*";
	is_text(listed("./d/../d", 0), "./d/../d/n1\n./d/../d/n[1]\n",
	    "hide_file with a path leaves names of that directory out");
	conf.hide_file = NULL;
}

static void
test_denied(void)
{
	struct listing listing;

	conf.deny_file = "x2";
	is_num(listing_open(&broker, span_of("-l d/x2"), 0, &listing),
	    REFUSED_DENIED, "deny_file refuses the path of LIST");
	is_num(listing.dir, NO_FD, "  and opens nothing");
	is_text(listed("d", 0), "d/n1\nd/n[1]\nd/x\nd/x2\n",
	    "  but hides no names");
	conf.deny_file = ".";
	is_num(listing_open(&broker, span_of("-l"), 0, &listing), GRANTED,
	    "but a listing without a path has nothing to be denied");
	fd_close(&listing.dir);
	conf.deny_file = NULL;
}

static void
test_world_readable(void)
{
	broker.anonymous = true;
	conf.anon_world_readable_only = true;
	if (chmod("d", 0751) == -1)
		err(2, "chmod");
	is_text(listed("d", 0), "", "anonymous: a directory must be readable "
	    "to the world");
	conf.anon_world_readable_only = false;
	is_text(listed("d/x", 0), "d/x\n",
	    "unless anon_world_readable_only=NO");
	broker.anonymous = false;
	conf.anon_world_readable_only = true;
	is_text(listed("d/x", 0), "d/x\n", "and it is no rule for others");
	if (chmod("d", 0755) == -1)
		err(2, "chmod");
}

/* Recursion ---------------------------------------------------------------- */

static void
test_recursion(void)
{
	make_directory("t");
	make_directory("t/b");
	make_directory("t/a");
	make_directory("t/a/c");
	make_directory("t/.dot");
	make_file("t/a/c/f");
	make_link("..", "t/b/up");
	is_text(listed("-R t", 0), "t/a\nt/b\n",
	    "R is ignored unless ls_recurse_enable");
	conf.ls_recurse_enable = true;
	is_text(listed("-R t", 0), "t:\nt/a\nt/b\n\nt/a:\nt/a/c\n\n"
	    "t/a/c:\nt/a/c/f\n\nt/b:\nt/b/up\n",
	    "NLST -R shows the tree, and follows no link");
	is_text(listed("-Rr t/", 0), "t/:\nt/b\nt/a\n\nt//b:\nt//b/up\n\n"
	    "t//a:\nt//a/c\n\nt//a/c:\nt//a/c/f\n",
	    "the given text begins each heading, r turns the order");
	is_text(listed("-Ra t/a", 0), "t/a:\nt/a/.\nt/a/..\nt/a/c\n\n"
	    "t/a/c:\nt/a/c/.\nt/a/c/..\nt/a/c/f\n",
	    "-Ra does not descend into . and ..");
	is_text(listed("-R t/?", 0), "t:\nt/a\nt/b\n\nt/a:\nt/a/c\n\n"
	    "t/a/c:\nt/a/c/f\n\nt/b:\n",
	    "the filter counts at each level");
	conf.hide_file = "a";
	is_text(listed("-R t", 0), "t:\nt/b\n\nt/b:\nt/b/up\n",
	    "what hide_file hides is not entered");
	conf.hide_file = NULL;
	conf.deny_file = "/t/a/*";
	is_text(listed("-R t", 0), "t:\nt/a\nt/b\n\nt/a:\nt/a/c\n\n"
	    "t/b:\nt/b/up\n", "what deny_file denies is not entered");
	conf.deny_file = NULL;
	broker.anonymous = true;
	if (chmod("t/a", 0711) == -1)
		err(2, "chmod");
	is_text(listed("-R t", 0), "t:\nt/a\nt/b\n\nt/b:\nt/b/up\n",
	    "anonymous: each directory must be readable to the world");
	broker.anonymous = false;
}

/* The kernel said "directory" a moment ago, and somebody was quick. */
static void
test_swap(void)
{
	struct entry *entry = calloc(1, sizeof(*entry) + 5);
	int top = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int below;

	if (entry == NULL)
		err(2, "calloc");
	memcpy(entry->name, "swap", 5);
	make_directory("swap");
	below = walk_open_below(top, entry);
	ok(below != NO_FD, "a directory is entered");
	fd_close(&below);
	if (rmdir("swap") == -1)
		err(2, "rmdir");
	make_link("t", "swap");
	is_num(walk_open_below(top, entry), NO_FD,
	    "but no link that has taken its place");
	fd_close(&top);
	free(entry);
}

static void
test_depth(void)
{
	unsigned levels = 0;

	for (unsigned i = 0; i < 70; i++) {
		make_directory("deep");
		if (chdir("deep") == -1)
			err(2, "deep");
	}
	cuts = 0;
	for (const char *line = listed("-R deep", 0); *line != '\0'; line++)
		levels += *line == ':';
	is_num(levels, 64, "a deep tree is shown down to 64 levels");
	is_num(cuts, 1, "  and a log line tells that there was more");
	if (chdir(session_root) == -1)
		err(2, "chdir");
	conf.ls_recurse_enable = false;
}

/* Attacks ------------------------------------------------------------------ */

static void
test_names(void)
{
	char name[256] = { 0 }, target[4096] = { 0 };
	unsigned lines = 0;

	make_directory("names");
	if (chdir("names") == -1)
		err(2, "names");
	for (int byte = 1; byte < 256; byte++) {
		memset(name, byte, 255);
		if (byte != '/')
			make_file(name);
	}
	for (const char *at = listed("-la names", 0); *at != '\0'; at++)
		lines += *at == '\n';
	is_num(lines, 254 + 2, "names of any byte, 255 long, make a line each");
	memset(target, 't', 4095);
	for (char *digit = strcpy(name, "link-a") + 5; *digit <= 'z'; ++*digit)
		make_link(target, name);
	is_num((long long)strlen(listed("names/link-*", STYLE_LONG)),
	    26 * (56 + 6 + 4 + 4095 + 1),
	    "link targets of 4095 bytes are shown, line by line");
	if (chdir("..") == -1)
		err(2, "..");
}

static const char *
repeated(const char *piece, size_t times)
{
	static char storage[4096];
	struct buf out = BUF_OVER(storage);

	while (times-- > 0)
		buf_put_text(&out, piece);
	return buf_text(&out);
}

/* Names on which stars go many ways. */
static void
make_as(void)
{
	char path[256] = "as/";

	make_directory("as");
	memset(path + 3, 'a', 250);
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(path + 240, 4, "%03u", i);
		make_file(path);
	}
}

static long long
cpu_ms(void)
{
	struct timespec used;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1000LL + used.tv_nsec / 1000000;
}

/* The looks are counted in glob.c's test; here: no path leads around them. */
static void
test_globs(void)
{
	static const char *const pieces[] = {
		"*", "*a", "{{*},", "{*,*a,}", "*/../", "[a-", "{,a}",
	};

	make_as();
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		long long began = cpu_ms();

		memcpy(broker.place.cwd, "/as", 4);
		(void)listed(repeated(pieces[i], 4000 / strlen(pieces[i])), 0);
		memcpy(broker.place.cwd, "/", 2);
		ok(cpu_ms() - began < 400, "a line full of \"%s\" is no work",
		    pieces[i]);
	}
}

/* Size --------------------------------------------------------------------- */

static void
make_many(void)
{
	char name[32];

	make_directory("many");
	for (unsigned i = 0; i < MANY; i++) {
		/* Not in order. */
		(void)snprintf(name, sizeof(name), "many/file-%06u.txt",
		    i * 7919 % MANY);
		if (mknod(name, S_IFREG | 0644, 0) == -1)
			err(2, "%s", name);
		set_time(name, 1000);
	}
}

static void
is_in_order(const char *argument, unsigned style, size_t name_at)
{
	int file = list_into_file(argument, style);
	FILE *lines = fdopen(file, "r");
	char line[256];
	unsigned count = 0, wrong = 0;

	rewind(lines);
	for (; fgets(line, sizeof(line), lines) != NULL; count++)
		wrong += strtoul(line + name_at + 5, NULL, 10) != count;
	(void)fclose(lines);
	is_num(count, MANY, "a hundred thousand names: %s", argument);
	is_num(wrong, 0, "  in order");
}

static void
test_few(void)
{
	int file = list_into_file("-t d", STYLE_LONG);

	ok(broker.listing.used < (size_t)256 * 1024,
	    "an ordinary listing takes no more than the arena keeps");
	fd_close(&file);
	arena_reset(&broker.listing);
}

static void
test_many(void)
{
	const size_t buffers = (size_t)256 * 1024;

	make_many();
	is_in_order("many", STYLE_LONG, 56);
	ok(broker.listing.used < buffers + MANY * 64,
	    "  with %zu bytes of memory for each",
	    (broker.listing.used - buffers) / MANY);
	arena_reset(&broker.listing);
	is_in_order("-t many", STYLE_LONG, 56);
	arena_reset(&broker.listing);
	is_in_order("many", 0, 5);
	arena_reset(&broker.listing);
}

static void
test_small_arena(void)
{
	size_t ceiling = broker.listing.ceiling;
	int file;

	cuts = 0;
	broker.listing.ceiling = 1 << 20;
	file = list_into_file("many", 0);
	ok(lseek(file, 0, SEEK_END) > 10000,
	    "without memory for all names there are some");
	is_num(cuts, 1, "  and a log line");
	fd_close(&file);
	arena_reset(&broker.listing);
	cuts = 0;
	broker.listing.ceiling = 4096;
	is_text(listed("many", 0), "", "without memory for anything, none");
	is_num(cuts, 1, "  and a log line");
	broker.listing.ceiling = ceiling;
}

static void
test_gone(void)
{
	struct listing listing;
	int ends[2];

	(void)signal(SIGPIPE, SIG_IGN);
	if (pipe2(ends, O_CLOEXEC) == -1 ||
	    listing_open(&broker, span_of("many"), STYLE_LONG, &listing) !=
	    GRANTED)
		err(2, "pipe");
	fd_close(&ends[0]);
	(void)listing_stream(&broker, &listing, ends[1]);
	is_num(listing.dir, NO_FD, "a reader that has gone ends it quietly");
	fd_close(&ends[1]);
	arena_reset(&broker.listing);
}

int
main(void)
{
	log_forward_to(count_cuts);
	session_make();
	make_tree();
	test_nlst();
	test_list();
	test_order();
	test_options();
	test_denied();
	test_world_readable();
	test_recursion();
	test_swap();
	test_depth();
	test_names();
	test_globs();
	test_few();
	test_many();
	test_small_arena();
	test_gone();
	return done_testing();
}
