/* SPDX-License-Identifier: ISC */
/* A session as a line: see who_row.h. Command line. */
#include "admin/who_row.h"

#include "admin/sessions.h"
#include "log/harmless.h"

/* Columns, wide enough for what is usual; the last one is as long as it is. */
#define HEADING_FORMAT "%-8s%-13s%-20s%-6s%10s  %-10s%8s %8s  %s"

void
who_put_heading(struct buf *line)
{
	buf_putf(line, HEADING_FORMAT, "ID", "USER", "ADDRESS", "TLS", "TIME",
	    "STATE", "BYTES", "RATE/S", "COMMAND");
}

/* As people say it: 999, 1.2k, 34M. */
static void
put_amount(struct buf *text, uint64_t amount)
{
	static const char units[] = " kMGTPE";
	size_t unit = 0;
	uint64_t rest = 0;

	while (amount >= 1000) {
		rest = amount % 1000;
		amount /= 1000;
		unit++;
	}
	buf_put_u64(text, amount);
	if (unit > 0 && amount < 10)
		buf_putf(text, ".%u", (unsigned)(rest / 100));
	if (unit > 0)
		buf_put_char(text, units[unit]);
}

static void
put_time(struct buf *text, int64_t us)
{
	int64_t seconds = us / 1000000;

	if (seconds >= 86400)
		buf_putf(text, "%dd", (int)(seconds / 86400));
	buf_putf(text, "%02d:%02d:%02d", (int)(seconds / 3600 % 24),
	    (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/* Numbers stand right, words left; what is too long pushes the rest. */
static void
put_column(struct buf *line, struct buf *text, int width)
{
	buf_putf(line, width < 0 ? "%*s" : "%-*s",
	    width < 0 ? -width : width, buf_text(text));
	buf_clear(text);
}

void
who_put_row(struct buf *line, const struct seen_session *session,
    uint64_t rate)
{
	char storage[4 * PAGE_USER_MOST + 1];
	struct buf text = BUF_OVER(storage);

	buf_putf(&text, "%d", (int)session->pid);
	put_column(line, &text, 8);
	put_harmless(&text, seen_user(session), SCRIPT_UTF8);
	if (text.len == 0)
		buf_put_text(&text, session->state == SEEN_GREETED ? "-" : "?");
	put_column(line, &text, 12);
	buf_put_char(line, ' ');
	sessions_put_address(&text, session);
	put_column(line, &text, 19);
	buf_put_char(line, ' ');
	buf_putf(line, "%-6s", session->is_encrypted ? "yes" : "no");
	put_time(&text, session->age_us);
	put_column(line, &text, -10);
	buf_putf(line, "  %-10s", seen_words[session->state]);
	put_amount(&text, session->moved_before + session->moved);
	put_column(line, &text, -8);
	buf_put_char(line, ' ');
	put_amount(&text, rate);
	put_column(line, &text, -8);
	buf_put_text(line, "  ");
	put_harmless(line, seen_command(session), SCRIPT_UTF8);
}
