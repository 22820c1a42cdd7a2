/* SPDX-License-Identifier: ISC */
/*
 * The native log line (spec: protocol.md 6.3). Ban tools match its words and
 * blanks byte for byte. Runs in monitor and broker; texts are foreign.
 */
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "log/sink.h"

/* Two places, as printf has them; without printf, whose pages few sessions
 * touch otherwise. */
static void
put_two(struct buf *line, char padding, int number)
{
	if (number < 10)
		buf_put_char(line, padding);
	buf_put_u64(line, (unsigned)number);
}

/* "Nov 23 21:31:35" */
static void
put_moment(struct buf *line, const struct tm *tm)
{
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};

	buf_put_text(line, months[tm->tm_mon]);
	buf_put_char(line, ' ');
	put_two(line, ' ', tm->tm_mday);
	buf_put_char(line, ' ');
	put_two(line, '0', tm->tm_hour);
	buf_put_char(line, ':');
	put_two(line, '0', tm->tm_min);
	buf_put_char(line, ':');
	put_two(line, '0', tm->tm_sec);
}

void
native_put_moment(struct buf *line, time_t when)
{
	struct tm tm;

	/* localtime_r, unlike localtime, never looks at /etc again. */
	(void)localtime_r(&when, &tm);
	put_moment(line, &tm);
}

void
native_put_date(struct buf *line, time_t when)
{
	static const char days[][4] = {
		"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	};
	struct tm tm;

	(void)localtime_r(&when, &tm);
	buf_put_text(line, days[tm.tm_wday]);
	buf_put_char(line, ' ');
	put_moment(line, &tm);
	buf_put_char(line, ' ');
	buf_put_u64(line, (unsigned)tm.tm_year + 1900);
}

static void
put_quoted(struct buf *line, const char *label, struct span text,
    enum script script)
{
	buf_put_text(line, label);
	buf_put_char(line, '"');
	put_harmless(line, text, script);
	buf_put_char(line, '"');
}

/* Two of them in one pair of quotes, as it always was. */
static void
put_texts(struct buf *line, const struct sink *sink, const struct facts *facts)
{
	buf_put_text(line, ", \"");
	put_harmless(line, facts->text, sink->script);
	if (facts->more.len > 0) {
		buf_put_char(line, ' ');
		put_harmless(line, facts->more, sink->script);
	}
	buf_put_char(line, '"');
}

static void
put_rate(struct buf *line, const struct facts *facts)
{
	double seconds = facts->usec > 0 ? (double)facts->usec / 1e6 : 0.1;

	buf_putf(line, ", %.2fKbyte/sec",
	    (double)facts->bytes / 1024 / seconds);
}

/*
 * In brackets, which it cannot leave: a name such as `x] FAIL LOGIN: Client
 * "192.0.2.9",` would make ban tools act against somebody else.
 */
static void
put_user(struct buf *line, const struct sink *sink)
{
	size_t name;

	buf_put_char(line, '[');
	name = line->len;
	put_harmless(line, span_of(sink->user), sink->script);
	for (size_t i = name; i < line->len; i++)
		if (strchr("[]\"", line->at[i]) != NULL)
			line->at[i] = '?';
	buf_put_text(line, "] ");
}

void
native_put_event(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts)
{
	const struct event_row *row = &event_rows[kind];

	if (sink->user[0] != '\0')
		put_user(line, sink);
	if (row->status == HAS_STATUS)
		buf_put_text(line, facts->failed ? "FAIL " : "OK ");
	buf_put_text(line, row->word);
	put_quoted(line, ": Client ", span_of(sink->peer), sink->script);
	if (facts->anon_password.len > 0)
		put_quoted(line, ", anon password ", facts->anon_password,
		    sink->script);
	if (facts->text.len > 0)
		put_texts(line, sink, facts);
	if (facts->bytes > 0)
		buf_putf(line, ", %llu bytes",
		    (unsigned long long)facts->bytes);
	if (row->transfer != 0)
		put_rate(line, facts);
}

void
native_put_line(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts)
{
	native_put_date(line, time(NULL));
	buf_put_text(line, " [pid ");
	buf_put_u64(line, (unsigned)sink->pid);
	buf_put_text(line, "] ");
	native_put_event(line, sink, kind, facts);
	buf_put_char(line, '\n');
}
