/* SPDX-License-Identifier: ISC */
/*
 * The text of one entry: see line.h. Broker. Names are hostile bytes. These
 * functions run for each of a million entries, so they use no printf.
 */
#include "broker/line.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* Half a year, in which the hour says more than the year. */
#define RECENT_SECONDS (182 * 24 * 60 * 60)

/* A file from a machine whose clock is this far ahead is still new. */
#define CLOCK_SKEW_SECONDS 60

/* 1973: since then no zone has had an offset with seconds in it, so that all of
 * a minute is one minute everywhere. */
#define WHOLE_MINUTES INT64_C(94694400)

/* Eight bytes at once: is one of them below 14, as CR, LF and NUL are? The
 * subtraction borrows into the top bit of such a byte, unless that was set. */
static bool
may_break_line(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	return ((eight - ones * ('\r' + 1)) & ~eight & ones * 0x80) != 0;
}

static void
replace_breaks(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\r' || text[i] == '\n' || text[i] == '\0')
			text[i] = '?';
}

void
line_put_name(struct buf *out, struct span name)
{
	char *put = out->at + out->len;
	size_t at = 0;

	buf_put_span(out, name);
	if (out->full)
		return;
	for (uint64_t eight; name.len - at >= sizeof(eight);
	    at += sizeof(eight)) {
		memcpy(&eight, put + at, sizeof(eight));
		if (may_break_line(eight))
			break;
	}
	replace_breaks(put + at, name.len - at);
}

static char
type_letter(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return '-';
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 's';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	default:
		return '?';
	}
}

/* One of the letters "xsS-" or "xtT-" for the third place of a triad. */
static char
execute_letter(bool executable, bool special, char letter)
{
	if (!special)
		return executable ? 'x' : '-';
	return executable ? letter : (char)(letter - 'a' + 'A');
}

static void
put_mode(struct buf *out, uint32_t mode)
{
	char text[10];

	text[0] = type_letter(mode);
	for (unsigned i = 0; i < 3; i++) {
		unsigned triad = mode >> (6 - 3 * i);

		text[1 + 3 * i] = (triad & 4) != 0 ? 'r' : '-';
		text[2 + 3 * i] = (triad & 2) != 0 ? 'w' : '-';
	}
	text[3] = execute_letter(mode & S_IXUSR, mode & S_ISUID, 's');
	text[6] = execute_letter(mode & S_IXGRP, mode & S_ISGID, 's');
	text[9] = execute_letter(mode & S_IXOTH, mode & S_ISVTX, 't');
	buf_put_bytes(out, text, sizeof(text));
}

/* Wider numbers push the rest of the line. */
static void
put_right(struct buf *out, uint64_t number, size_t width)
{
	char text[sizeof("18446744073709551615")];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + number % 10);
	} while ((number /= 10) > 0);
	while (sizeof(text) - at < width)
		text[--at] = ' ';
	buf_put_bytes(out, text + at, sizeof(text) - at);
}

static void
put_owner(struct buf *out, bool hide, struct names *names, uint32_t id)
{
	struct span name = hide ? span_of("ftp") : names != NULL
	    ? names_find(names, id) : span_of("");
	size_t start = out->len, len;

	if (name.len > 0)
		line_put_name(out, name);
	else
		buf_put_u64(out, id);
	len = out->len - start;
	buf_put_padding(out, ' ', len < 8 ? 8 - len : 0);
}

static void
put_two_digits(struct buf *out, int number)
{
	buf_put_char(out, (char)('0' + number / 10 % 10));
	buf_put_char(out, (char)('0' + number % 10));
}

/* Four columns, whatever the file system holds; counted from 1900. */
static void
put_year(struct buf *out, int year)
{
	if (year < -1900 || year > 8099)
		year = year < 0 ? -1900 : 8099;
	put_two_digits(out, (year + 1900) / 100);
	put_two_digits(out, (year + 1900) % 100);
}

/* Stamps too far away for a calendar get the first day of ours. */
static struct tm
calendar(const struct line_style *style, int64_t when)
{
	struct tm date;
	time_t time = (time_t)when;

	if ((style->use_localtime ? localtime_r(&time, &date)
	    : gmtime_r(&time, &date)) == NULL)
		date = (struct tm){ .tm_mday = 1, .tm_year = 70 };
	return date;
}

static bool
is_recent(const struct line_style *style, int64_t when)
{
	return when <= style->now + CLOCK_SKEW_SECONDS &&
	    when >= style->now - RECENT_SECONDS;
}

static void
put_date(struct buf *out, const struct line_style *style, int64_t when)
{
	/* English always: the line is read by programs. */
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm date = calendar(style, when);

	buf_put_char(out, ' ');
	buf_put_bytes(out, months + 3 * date.tm_mon, 3);
	buf_put_char(out, ' ');
	put_two_digits(out, date.tm_mday);
	buf_put_char(out, ' ');
	if (is_recent(style, when)) {
		put_two_digits(out, date.tm_hour);
		buf_put_char(out, ':');
		put_two_digits(out, date.tm_min);
	} else {
		buf_put_char(out, ' ');
		put_year(out, date.tm_year);
	}
	buf_put_char(out, ' ');
}

/* Mode, links, owner and group, with the blank after each. */
static void
put_front(struct buf *out, const struct line_style *style,
    const struct node *node)
{
	put_mode(out, node->mode);
	buf_put_char(out, ' ');
	put_right(out, node->links, 4);
	buf_put_char(out, ' ');
	put_owner(out, style->hide_ids, style->users, node->uid);
	buf_put_char(out, ' ');
	put_owner(out, style->hide_ids, style->groups, node->gid);
	buf_put_char(out, ' ');
}

/* Parts that are made again only if they differ ---------------------------- */

static void
put_front_again(struct buf *out, struct line_style *style,
    const struct node *node)
{
	struct line_front *last = &style->last_front;
	struct buf text = BUF_OVER(last->text);

	if (last->len == 0 || last->mode != node->mode ||
	    last->links != node->links || last->uid != node->uid ||
	    last->gid != node->gid) {
		put_front(&text, style, node);
		if (text.full) {	/* names of users without end */
			put_front(out, style, node);
			return;
		}
		last->mode = node->mode;
		last->links = node->links;
		last->uid = node->uid;
		last->gid = node->gid;
		last->len = text.len;
	}
	buf_put_bytes(out, last->text, last->len);
}

static void
put_date_again(struct buf *out, struct line_style *style, int64_t when)
{
	struct line_date *last = &style->last_date;
	struct buf text = BUF_OVER(last->text);
	bool recent = is_recent(style, when);

	if (when < WHOLE_MINUTES) {
		put_date(out, style, when);
		return;
	}
	if (last->minute != when / 60 || last->recent != recent) {
		put_date(&text, style, when);
		last->minute = when / 60;
		last->recent = recent;
	}
	buf_put_bytes(out, last->text, sizeof(last->text));
}

void
line_put_long(struct buf *out, struct line_style *style,
    const struct entry *entry, const struct node *node, struct span target)
{
	put_front_again(out, style, node);
	put_right(out, node->size, 8);
	put_date_again(out, style, node->modified);
	line_put_name(out, span_make(entry->name, entry->len));
	if (style->classify && S_ISDIR(node->mode))
		buf_put_char(out, '/');
	if (target.len > 0) {
		buf_put_bytes(out, " -> ", 4);
		line_put_name(out, target);
	}
	buf_put_bytes(out, "\r\n", 2);
}

void
line_put_short(struct buf *out, const struct line_style *style,
    const struct entry *entry)
{
	line_put_name(out, span_make(entry->name, entry->len));
	if (style->classify && entry->type == DT_DIR)
		buf_put_char(out, '/');
	if (style->classify && entry->type == DT_LNK)
		buf_put_char(out, '@');
	buf_put_text(out, "\r\n");
}
