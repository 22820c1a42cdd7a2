/* SPDX-License-Identifier: ISC */
/*
 * The wu-ftpd transfer log line (spec: protocol.md 6.2). Its fields are
 * separated by blanks, so no field may hold one. Runs in the broker.
 */
#include "log/sink.h"

/* One word, never none: blanks are underscores. What of UTF-8 looks like a
 * blank is no character that can be seen. */
static void
put_word(struct buf *line, struct span text, enum script script)
{
	if (text.len == 0)
		buf_put_char(line, '?');
	for (;;) {
		size_t before = span_find(text, ' ');

		put_harmless(line, span_first(text, before), script);
		if (before == text.len)
			return;
		buf_put_char(line, '_');
		text = span_from(text, before + 1);
	}
}

void
xferlog_put_event(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts)
{
	int64_t seconds = facts->usec / 1000000;

	native_put_date(line, time(NULL));
	buf_putf(line, " %lld %s %llu ", (long long)(seconds > 0 ? seconds : 1),
	    sink->peer, (unsigned long long)facts->bytes);
	put_word(line, facts->text, sink->script);
	buf_putf(line, " %c _ %c %c ", facts->ascii ? 'a' : 'b',
	    event_rows[kind].transfer, sink->access);
	put_word(line, span_of(sink->identity), sink->script);
	buf_putf(line, " ftp 0 * %c\n", facts->failed ? 'i' : 'c');
}
