/* SPDX-License-Identifier: ISC */
/* Reply lines: see reply_line.h. Monitor and engine. Texts may hold foreign
 * bytes. */
#include "wire/reply_line.h"

static void
put_escaped(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '\xff')
			buf_put_char(out, c);
		buf_put_char(out, c == '\n' ? '\0' : c);
		if (c == '\r')
			buf_put_char(out, '\0');
	}
}

void
reply_line_put(struct buf *out, unsigned code, char separator,
    struct span text)
{
	/* Three digits: not worth the pages that printf would touch. */
	buf_put_u64(out, code);
	buf_put_char(out, separator);
	put_escaped(out, text);
}

struct span
reply_line_split(struct span *text)
{
	struct span line;
	size_t end = 0;

	while (end < text->len && text->at[end] != '\r' &&
	    text->at[end] != '\n')
		end++;
	line = span_first(*text, end);
	*text = span_from(*text, end);
	*text = span_from(*text, span_begins(*text, "\r\n") ? 2 : 1);
	return line;
}

size_t
reply_line_most(struct span text)
{
	return 2 * text.len + sizeof("NNN \r\n");
}
