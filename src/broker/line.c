/* SPDX-License-Identifier: ISC */
/*
 * The text of one entry: see line.h. Broker. Names are hostile bytes. These
 * functions run for each of a million entries, so they use no printf.
 */
#include "broker/line.h"

#include <dirent.h>
#include <sys/stat.h>

/* Half a year, in which the hour says more than the year. */
#define RECENT_SECONDS (182 * 24 * 60 * 60)

/* A file from a machine whose clock is this far ahead is still new. */
#define CLOCK_SKEW_SECONDS 60

void
line_put_name(struct buf *out, struct span name)
{
	char *put = out->at + out->len;

	buf_put_span(out, name);
	if (out->full)
		return;
	for (size_t i = 0; i < name.len; i++)
		if (put[i] == '\r' || put[i] == '\n' || put[i] == '\0')
			put[i] = '?';
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

static size_t
digits_of(uint64_t number)
{
	size_t digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

/* Wider numbers push the rest of the line. */
static void
put_right(struct buf *out, uint64_t number, size_t width)
{
	size_t len = digits_of(number);

	buf_put_padding(out, ' ', len < width ? width - len : 0);
	buf_put_u64(out, number);
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
}

void
line_put_long(struct buf *out, const struct line_style *style,
    const struct entry *entry, const struct node *node, struct span target)
{
	put_mode(out, node->mode);
	buf_put_char(out, ' ');
	put_right(out, node->links, 4);
	buf_put_char(out, ' ');
	put_owner(out, style->hide_ids, style->users, node->uid);
	buf_put_char(out, ' ');
	put_owner(out, style->hide_ids, style->groups, node->gid);
	buf_put_char(out, ' ');
	put_right(out, node->size, 8);
	buf_put_char(out, ' ');
	put_date(out, style, node->modified);
	buf_put_char(out, ' ');
	line_put_name(out, span_make(entry->name, entry->len));
	if (style->classify && S_ISDIR(node->mode))
		buf_put_char(out, '/');
	if (target.len > 0)
		buf_put_text(out, " -> ");
	line_put_name(out, target);
	buf_put_text(out, "\r\n");
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
