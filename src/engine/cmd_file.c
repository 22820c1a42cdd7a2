/* SPDX-License-Identifier: ISC */
/* SIZE, MDTM. Engine; the broker goes and looks. */
#include <inttypes.h>
#include <time.h>

#include "base/buf.h"
#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "wire/abilities.h"

struct sent
cmd_size(struct session *session, struct span path)
{
	const struct msg_stat_reply *facts = ask_stat(session, path);

	if (facts->refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	if (facts->refusal != GRANTED || !facts->is_plain)
		return reply(session, 550, "Could not get the size.");
	return replyf(session, 213, "%" PRIu64, facts->size);
}

static struct sent
reply_time(struct session *session, time_t modified)
{
	char storage[32];
	struct buf text = BUF_OVER(storage);
	struct tm when;

	if (session->conf->use_localtime)
		(void)localtime_r(&modified, &when);
	else
		(void)gmtime_r(&modified, &when);
	num_put_time(&text, &when);
	return reply_span(session, 213, buf_span(&text));
}

#define DATE_DIGITS 8		/* YYYYMMDD */
#define TIME_DIGITS 14		/* YYYYMMDDhhmmss */

/* The length of a time at the front of the argument, a blank behind it; 0 when
 * there is none: then all of it is a path. */
static size_t
time_length(struct span argument)
{
	size_t blank = span_find(argument, ' ');
	bool is_time = blank == DATE_DIGITS || blank == TIME_DIGITS ||
	    (blank > TIME_DIGITS + 1 && blank < argument.len &&
	    argument.at[TIME_DIGITS] == '.');

	return is_time && blank + 1 < argument.len && argument.at[0] >= '0' &&
	    argument.at[0] <= '9' ? blank : 0;
}

/* mktime(3) would look for the zone in files that no jail has. The offset that
 * counts is that of the time meant, not today's. */
static time_t
from_local(time_t as_if_utc)
{
	time_t guess = as_if_utc;
	struct tm tm;

	for (int i = 0; i < 2; i++) {
		(void)localtime_r(&guess, &tm);
		guess = as_if_utc - tm.tm_gmtoff;
	}
	return guess;
}

/* What had to be normalised was no date. */
static bool
is_same_time(const struct tm *a, const struct tm *b)
{
	return a->tm_year == b->tm_year && a->tm_mon == b->tm_mon &&
	    a->tm_mday == b->tm_mday && a->tm_hour == b->tm_hour &&
	    a->tm_min == b->tm_min && a->tm_sec == b->tm_sec;
}

/* Nothing, or digits, which are left out: no file system is asked for them. */
static bool
is_fraction(struct span text)
{
	struct span digits = span_from(text, TIME_DIGITS + 1);

	for (size_t i = 0; i < digits.len; i++)
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
	return true;
}

/* Seconds since 1970; -1 when no day has such a date, or no clock that time. */
static int
read_time(const struct session *session, struct span text, time_t *time_out)
{
	struct span digits = span_first(text, TIME_DIGITS);
	struct tm when = { 0 }, back;
	uint64_t all;

	if (num_decimal(digits, UINT64_MAX, &all) == -1 || !is_fraction(text))
		return -1;
	if (digits.len == DATE_DIGITS)
		all *= 1000000;
	when.tm_sec = (int)(all % 100);
	when.tm_min = (int)(all / 100 % 100);
	when.tm_hour = (int)(all / 10000 % 100);
	when.tm_mday = (int)(all / 1000000 % 100);
	when.tm_mon = (int)(all / 100000000 % 100) - 1;
	when.tm_year = (int)(all / 10000000000) - 1900;
	back = when;
	*time_out = timegm(&back);
	if (session->conf->use_localtime)
		*time_out = from_local(*time_out);
	return is_same_time(&when, &back) ? 0 : -1;
}

/* MDTM with a time, which clients had long before MFMT. */
static struct sent
set_time(struct session *session, struct span time_text, struct span path)
{
	enum refusal refusal;
	time_t modified;

	if ((session->abilities & MAY_SET_TIME) == 0)
		return reply(session, 550, "Permission denied.");
	if (read_time(session, time_text, &modified) == -1)
		return reply(session, 501, "The time is YYYYMMDDhhmmss.");
	refusal = ask_set_time(session, path, modified);
	if (refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	if (refusal != GRANTED)
		return reply(session, 550, "Could not set the time.");
	return reply(session, 213, "The time has been set.");
}

struct sent
cmd_mdtm(struct session *session, struct span argument)
{
	const struct msg_stat_reply *facts = ask_stat(session, argument);
	size_t time_len = time_length(argument);

	/* A file that is called so comes first. */
	if (facts->refusal == GRANTED && facts->is_plain)
		return reply_time(session, facts->modified);
	if (facts->refusal == REFUSED_FAILED && time_len > 0)
		return set_time(session, span_first(argument, time_len),
		    span_from(argument, time_len + 1));
	if (facts->refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	return reply(session, 550, "Could not get the time.");
}
