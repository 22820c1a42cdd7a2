/* SPDX-License-Identifier: ISC */
/* Events as named values: see fields.h. Monitor and broker. */
#include "log/fields.h"

#include <inttypes.h>
#include <syslog.h>
#include <time.h>

const struct field fields[FIELD_COUNT] = {
#define FIELD(name, kind, sentence) { #name, kind },
#include "log/fields.def"
#undef FIELD
};

/* Without a part whose place has another meaning, or none. */
static void
put_part(struct buf *value, const struct report *report, enum event_part part)
{
	const struct event_row *row = &event_rows[report->kind];

	if (row->text == part)
		put_harmless(value, report->facts->text, SCRIPT_EXACT);
	else if (row->more == part)
		put_harmless(value, report->facts->more, SCRIPT_EXACT);
}

static bool
is_transfer(const struct report *report)
{
	return event_rows[report->kind].transfer != 0;
}

static void
field_time(struct buf *value, const struct report *report)
{
	struct timespec now = { 0 };
	struct tm tm;

	(void)report;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)gmtime_r(&now.tv_sec, &tm);
	buf_putf(value, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, now.tv_nsec / 1000000);
}

/* The row's name, in small letters. */
static void
field_event(struct buf *value, const struct report *report)
{
	for (const char *at = event_rows[report->kind].name; *at != '\0'; at++)
		buf_put_char(value, *at >= 'A' && *at <= 'Z'
		    ? (char)(*at - 'A' + 'a') : *at);
}

static void
field_level(struct buf *value, const struct report *report)
{
	static const char names[][8] = {
		[LOG_ALERT] = "alert", [LOG_ERR] = "err",
		[LOG_WARNING] = "warning", [LOG_INFO] = "info",
	};

	buf_put_text(value, names[event_level(report->kind, report->facts)]);
}

static void
field_ok(struct buf *value, const struct report *report)
{
	if (event_rows[report->kind].status == HAS_STATUS)
		buf_put_text(value, report->facts->failed ? "false" : "true");
}

static void
field_session(struct buf *value, const struct report *report)
{
	buf_put_u64(value, (unsigned)report->sink->pid);
}

static void
field_client(struct buf *value, const struct report *report)
{
	put_harmless(value, span_of(report->sink->peer), SCRIPT_EXACT);
}

static void
field_user(struct buf *value, const struct report *report)
{
	put_harmless(value, span_of(report->sink->user), SCRIPT_EXACT);
}

static void
field_password(struct buf *value, const struct report *report)
{
	put_harmless(value, report->facts->anon_password, SCRIPT_EXACT);
}

static void
field_path(struct buf *value, const struct report *report)
{
	put_part(value, report, PATH);
}

static void
field_to(struct buf *value, const struct report *report)
{
	put_part(value, report, TO);
}

static void
field_mode(struct buf *value, const struct report *report)
{
	put_part(value, report, MODE);
}

static void
field_bytes(struct buf *value, const struct report *report)
{
	if (is_transfer(report))
		buf_put_u64(value, report->facts->bytes);
}

static void
field_seconds(struct buf *value, const struct report *report)
{
	int64_t ms = report->facts->usec / 1000;

	if (is_transfer(report) && ms >= 0)
		buf_putf(value, "%" PRId64 ".%03" PRId64, ms / 1000, ms % 1000);
}

static void
field_type(struct buf *value, const struct report *report)
{
	if (is_transfer(report))
		buf_put_text(value, report->facts->ascii ? "ascii" : "binary");
}

static void
field_command(struct buf *value, const struct report *report)
{
	put_part(value, report, COMMAND);
}

static void
field_reply(struct buf *value, const struct report *report)
{
	put_part(value, report, REPLY);
}

/* What the old formats have no place for, or else what they say. */
static void
field_reason(struct buf *value, const struct report *report)
{
	if (report->facts->reason.len > 0)
		put_harmless(value, report->facts->reason, SCRIPT_EXACT);
	else
		put_part(value, report, REASON);
}

static void
field_message(struct buf *value, const struct report *report)
{
	put_part(value, report, MESSAGE);
}

/* No table of functions: it would be relocated in every session. */
void
field_put(struct buf *value, enum field_name name, const struct report *report)
{
	switch (name) {
#define FIELD(name, kind, sentence) \
	case FIELD_##name: \
		field_##name(value, report); \
		break;
#include "log/fields.def"
#undef FIELD
	case FIELD_COUNT:
		break;
	}
}
