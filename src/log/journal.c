/* SPDX-License-Identifier: ISC */
/*
 * An event as an entry of the journal: see fields.h. Of systemd's native
 * protocol the simple form, NAME=value and a line feed, since harmless text has
 * none of these. No library is linked for it.
 */
#include "log/fields.h"

#include <syslog.h>

static char storage[FIELD_MOST];

static void
put_name(struct buf *entry, const char *name)
{
	buf_put_text(entry, "ONEFTPD_");
	for (; *name != '\0'; name++)
		buf_put_char(entry, (char)(*name - 'a' + 'A'));
}

static void
put_number(struct buf *entry, const char *name, unsigned number)
{
	buf_put_text(entry, name);
	buf_put_u64(entry, number);
	buf_put_char(entry, '\n');
}

/* What journalctl shows, and which of it: the native line. */
static void
put_head(struct buf *entry, const struct report *report)
{
	buf_put_text(entry, "MESSAGE=");
	native_put_event(entry, report->sink, report->kind, report->facts);
	buf_put_char(entry, '\n');
	put_number(entry, "PRIORITY=",
	    (unsigned)event_level(report->kind, report->facts));
	put_number(entry, "SYSLOG_FACILITY=", LOG_FAC(LOG_FTP));
	put_number(entry, "SYSLOG_PID=", (unsigned)report->sink->pid);
	buf_put_text(entry, "SYSLOG_IDENTIFIER=");
	buf_put_text(entry, report->sink->syslog_ident);
	buf_put_char(entry, '\n');
}

void
journal_put_entry(struct buf *entry, const struct sink *sink,
    enum event_kind kind, const struct facts *facts)
{
	const struct report report = {
		.sink = sink, .kind = kind, .facts = facts,
	};

	put_head(entry, &report);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		struct buf value = BUF_OVER(storage);

		field_put(&value, (enum field_name)i, &report);
		if (value.len == 0)
			continue;
		put_name(entry, fields[i].name);
		buf_put_char(entry, '=');
		buf_put_span(entry, buf_span(&value));
		buf_put_char(entry, '\n');
	}
}
