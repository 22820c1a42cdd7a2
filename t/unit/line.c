/* SPDX-License-Identifier: ISC */
/* Lines of LIST and NLST, to the byte. */
#include <dirent.h>
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
	style.hide_ids = true;
	is_text(long_line(&node, span_of("f.txt"), ""),
	    "-rw-r--r--    1 ftp      ftp             9 Nov 23 21:19 f.txt\r\n",
	    "with hide_ids");
	style.hide_ids = false;
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
	style.use_localtime = true;
	is_date(NOW, "Nov 23 22:19", "a date in winter has winter time");
	is_date(NOW - 100 * DAY, "Aug 15 23:19",
	    "a date in summer has summer time, also in winter");
	style.use_localtime = false;
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
	test_bytes();
	test_short();
	return done_testing();
}
