/* SPDX-License-Identifier: ISC */
/*
 * The wu-ftpd transfer log line (spec: protocol.md 6.2). Its fields are
 * separated by blanks, so no field may hold one. Runs in the broker.
 */
#include "log/sink.h"

/* As put_harmless, with blanks as underscores: one word, never none. */
static void
put_word(struct buf *line, struct span text)
{
	if (text.len == 0)
		buf_put_char(line, '?');
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == ' ')
			c = '_';
		buf_put_char(line, c > ' ' && c <= '~' ? c : '?');
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
	put_word(line, facts->text);
	buf_putf(line, " %c _ %c %c ", facts->ascii ? 'a' : 'b',
	    event_rows[kind].transfer, sink->access);
	put_word(line, span_of(sink->identity));
	buf_putf(line, " ftp 0 * %c\n", facts->failed ? 'i' : 'c');
}
