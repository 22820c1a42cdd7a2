/* SPDX-License-Identifier: ISC */
/* An event as a line of JSON (RFC 8259): see fields.h. */
#include <string.h>

#include "log/fields.h"

static char storage[FIELD_MOST];

/* Harmless text has neither controls nor bytes that are no UTF-8. */
static void
put_string(struct buf *line, struct span text)
{
	buf_put_char(line, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			buf_put_char(line, '\\');
		buf_put_char(line, text.at[i]);
	}
	buf_put_char(line, '"');
}

static void
put_member(struct buf *line, const struct field *field, struct span value)
{
	buf_put_char(line, line->len == 0 ? '{' : ',');
	put_string(line, span_of(field->name));
	buf_put_char(line, ':');
	if (field->kind == WORDS)
		put_string(line, value);
	else
		buf_put_span(line, value);
}

void
json_put_line(struct buf *line, const struct sink *sink, enum event_kind kind,
    const struct facts *facts)
{
	const struct report report = {
		.sink = sink, .kind = kind, .facts = facts,
	};

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		struct buf value = BUF_OVER(storage);

		field_put(&value, (enum field_name)i, &report);
		if (value.len > 0)
			put_member(line, &fields[i], buf_span(&value));
	}
	buf_put_text(line, "}\n");
}
