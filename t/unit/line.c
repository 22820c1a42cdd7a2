/* SPDX-License-Identifier: ISC */
/* Lines of LIST and NLST, to the byte. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "broker/line.h"
#include "tap.h"

#define DAY 86400
#define NOW 1763932740		/* 2025-11-23 21:19:00 UTC */

static struct line_style style = { .now = NOW };

static struct entry *
entry_named(struct span name, uint8_t type)
{
	static struct entry *entry;

	free(entry);
	entry = calloc(1, sizeof(*entry) + name.len + 1);
	if (entry == NULL)
		abort();
	entry->len = (uint16_t)name.len;
	entry->type = type;
	memcpy(entry->name, name.at, name.len);
	return entry;
}

static const char *
long_line(const struct node *node, struct span name, const char *target)
{
	static char storage[8192];
	struct buf line = BUF_OVER(storage);

	line_put_long(&line, &style, entry_named(name, DT_UNKNOWN), node,
	    span_of(target));
	return buf_text(&line);
}

static const struct node plain = {
	.mode = S_IFREG | 0644, .links = 1, .uid = 1001, .gid = 1001,
	.size = 9, .modified = NOW,
};

static void
test_columns(void)
{
	struct node node = plain;

	is_text(long_line(&node, span_of("f.txt"), ""),
	    "-rw-r--r--    1 1001     1001            9 Nov 23 21:19 f.txt\r\n",
	    "a line of LIST");
	style = (struct line_style){ .now = NOW, .hide_ids = true };
	is_text(long_line(&node, span_of("f.txt"), ""),
	    "-rw-r--r--    1 ftp      ftp             9 Nov 23 21:19 f.txt\r\n",
	    "with hide_ids");
	style = (struct line_style){ .now = NOW };
	node = (struct node){
		.mode = S_IFREG, .links = UINT32_MAX, .uid = UINT32_MAX,
		.gid = UINT32_MAX - 1, .size = UINT64_MAX, .modified = NOW,
	};
	is_text(long_line(&node, span_of("f"), ""),
	    "---------- 4294967295 4294967295 4294967294 "
	    "18446744073709551615 Nov 23 21:19 f\r\n",
	    "large numbers push the rest, and ids have no sign");
	node = plain;
	node.mode = S_IFLNK | 0777;
	is_text(long_line(&node, span_of("l"), "../there"),
	    "lrwxrwxrwx    1 1001     1001            9 Nov 23 21:19 "
	    "l -> ../there\r\n", "a symbolic link tells where it leads");
}

static void
test_classify(void)
{
	struct node node = plain;

	style.classify = true;
	node.mode = S_IFDIR | 0755;
	is_text(long_line(&node, span_of("d"), ""),
	    "drwxr-xr-x    1 1001     1001            9 Nov 23 21:19 d/\r\n",
	    "-F marks a directory");
	node.mode = S_IFLNK | 0777;
	is_text(long_line(&node, span_of("l"), "x"),
	    "lrwxrwxrwx    1 1001     1001            9 Nov 23 21:19 "
	    "l -> x\r\n", "-F marks no link in the long form");
	style.classify = false;
}

static const struct {
	uint32_t mode;
	const char *want;
} modes[] = {
	{ S_IFREG | 0777, "-rwxrwxrwx" },
	{ S_IFDIR | 01777, "drwxrwxrwt" },
	{ S_IFDIR | 01776, "drwxrwxrwT" },
	{ S_IFREG | 06755, "-rwsr-sr-x" },
	{ S_IFREG | 06644, "-rwSr-Sr--" },
	{ S_IFIFO | 0421, "pr---w---x" },
	{ S_IFSOCK | 0124, "s--x-w-r--" },
	{ S_IFCHR, "c---------" },
	{ S_IFBLK, "b---------" },
	{ 0, "?---------" },
};

static void
test_modes(void)
{
	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		struct node node = plain;
		char got[11];

		node.mode = modes[i].mode;
		memcpy(got, long_line(&node, span_of("f"), ""), 10);
		got[10] = '\0';
		is_text(got, modes[i].want, "mode %o", modes[i].mode);
	}
}

static const struct {
	int64_t when;
	const char *want, *name;
} dates[] = {
	{ NOW, "Nov 23 21:19", "now" },
	{ NOW - 182 * DAY, "May 25 21:19", "182 days ago, to the second" },
	{ NOW - 182 * DAY - 1, "May 25  2025", "a second earlier" },
	{ NOW + 60, "Nov 23 21:20", "a clock that is a minute ahead" },
	{ NOW + 61, "Nov 23  2025", "the future" },
	{ 1778284800, "May 09  2026", "a day below ten" },
	{ 1762646400, "Nov 09 00:00", "a day below ten, at midnight" },
	{ 0, "Jan 01  1970", "the beginning" },
	{ -1, "Dec 31  1969", "before the beginning" },
	{ 951782400, "Feb 29  2000", "a leap day" },
	{ INT64_C(253402300800), "Jan 01  9999", "a year of five digits" },
	{ INT64_MAX, "Jan 01  1970", "no time at all" },
	{ INT64_MIN, "Jan 01  1970", "no time at all, the other way" },
};

static void
is_date(int64_t when, const char *want, const char *name)
{
	struct node node = plain;
	char got[13];

	node.modified = when;
	memcpy(got, long_line(&node, span_of("f"), "") + 43, 12);
	got[12] = '\0';
	is_text(got, want, "%s", name);
}

static void
test_dates(void)
{
	for (size_t i = 0; i < COUNT_OF(dates); i++)
		is_date(dates[i].when, dates[i].want, dates[i].name);
	(void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	is_date(NOW, "Nov 23 21:19", "universal time unless use_localtime");
	style = (struct line_style){ .now = NOW, .use_localtime = true };
	is_date(NOW, "Nov 23 22:19", "a date in winter has winter time");
	is_date(NOW - 100 * DAY, "Aug 15 23:19",
	    "a date in summer has summer time, also in winter");
	style = (struct line_style){ .now = NOW };
}

/* Parts of the last line are used again only where they are the same. */
static void
test_neighbours(void)
{
	static const struct {
		struct node node;
		const char *want;
	} rows[] = {
		{ { .mode = S_IFREG | 0644, .links = 1, .modified = NOW },
		    "-rw-r--r--    1 0        0               0 Nov 23 21:19" },
		{ { .mode = S_IFREG | 0645, .links = 1, .modified = NOW },
		    "-rw-r--r-x    1 0        0               0 Nov 23 21:19" },
		{ { .mode = S_IFREG | 0645, .links = 2, .modified = NOW },
		    "-rw-r--r-x    2 0        0               0 Nov 23 21:19" },
		{ { .mode = S_IFREG | 0645, .links = 2, .uid = 1,
		    .modified = NOW },
		    "-rw-r--r-x    2 1        0               0 Nov 23 21:19" },
		{ { .mode = S_IFREG | 0645, .links = 2, .uid = 1, .gid = 1,
		    .size = 1, .modified = NOW },
		    "-rw-r--r-x    2 1        1               1 Nov 23 21:19" },
		{ { .mode = S_IFREG | 0645, .links = 2, .uid = 1, .gid = 1,
		    .modified = NOW - 1 },
		    "-rw-r--r-x    2 1        1               0 Nov 23 21:18" },
		{ { .mode = S_IFREG | 0645, .links = 2, .uid = 1, .gid = 1,
		    .modified = NOW - 182 * DAY },
		    "-rw-r--r-x    2 1        1               0 May 25 21:19" },
		{ { .mode = S_IFREG | 0645, .links = 2, .uid = 1, .gid = 1,
		    .modified = NOW - 182 * DAY - 1 },
		    "-rw-r--r-x    2 1        1               0 May 25  2025" },
	};

	for (unsigned i = 0; i < 2 * COUNT_OF(rows); i++) {
		unsigned row = i % COUNT_OF(rows);
		char want[100];

		(void)snprintf(want, sizeof(want), "%s f\r\n",
		    rows[row].want);
		is_text(long_line(&rows[row].node, span_of("f"), ""), want,
		    "a line beside others, %u", i);
	}
}

/* Within one minute of the clock the half year ends. */
static void
test_half_year(void)
{
	int64_t edge = NOW + 30 - 182 * DAY;

	style.now = NOW + 30;
	is_date(edge, "May 25 21:19", "half a year, to the second");
	is_date(edge - 1, "May 25  2025", "a second more, in that minute");
	is_date(edge, "May 25 21:19", "and half a year again");
	style.now = NOW;
}

static void
test_names(void)
{
	static char text[3 * 140];
	struct names users = { 0 }, groups = { 0 };
	struct node node = plain;
	char want[400];

	memset(text, 'u', 140);
	memcpy(text + 140, ":x:7:", 6);
	users.text = groups.text = span_of(text);
	style = (struct line_style){
		.now = NOW, .users = &users, .groups = &groups,
	};
	node.uid = 7;
	node.gid = 7;
	(void)snprintf(want, sizeof(want), "-rw-r--r--    1 %.140s %.140s "
	    "       9 Nov 23 21:19 f\r\n", text, text);
	is_text(long_line(&node, span_of("f"), ""), want,
	    "names of users that are longer than a line ought to be");
	is_text(long_line(&plain, span_of("f"), ""),
	    "-rw-r--r--    1 1001     1001            9 Nov 23 21:19 f\r\n",
	    "and the next line is as ever");
	style = (struct line_style){ .now = NOW };
}

/* Names of one repeated byte, as long as a name can be. */
static void
test_bytes(void)
{
	unsigned wrong = 0;

	for (unsigned byte = 0; byte < 256; byte++) {
		char name[255], want[258], storage[300];
		struct buf line = BUF_OVER(storage);
		bool breaks = byte == '\n' || byte == '\r' || byte == 0;

		memset(name, (int)byte, sizeof(name));
		memset(want, breaks ? '?' : (int)byte, 255);
		memcpy(want + 255, "\r\n", 3);
		line_put_short(&line, &style,
		    entry_named(span_make(name, sizeof(name)), DT_REG));
		wrong += strcmp(buf_text(&line), want) != 0;
	}
	is_num(wrong, 0,
	    "255 times any byte: as it is, or \"?\" for a line end");
	is_text(long_line(&plain, span_of("a\nb\r\nc"), "x\ny"),
	    "-rw-r--r--    1 1001     1001            9 Nov 23 21:19 "
	    "a?b??c -> x?y\r\n", "no name and no link breaks a line");
}

static void
test_short(void)
{
	static const struct {
		uint8_t type;
		const char *want;
	} rows[] = {
		{ DT_REG, "n\r\n" }, { DT_DIR, "n/\r\n" },
		{ DT_LNK, "n@\r\n" }, { DT_FIFO, "n\r\n" },
	};

	style.classify = true;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char storage[16];
		struct buf line = BUF_OVER(storage);

		line_put_short(&line, &style,
		    entry_named(span_of("n"), rows[i].type));
		is_text(buf_text(&line), rows[i].want,
		    "NLST -F, type %d", rows[i].type);
	}
	style.classify = false;
}

int
main(void)
{
	test_columns();
	test_classify();
	test_modes();
	test_dates();
	test_neighbours();
	test_half_year();
	test_names();
	test_bytes();
	test_short();
	return done_testing();
}
