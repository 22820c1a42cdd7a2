/* SPDX-License-Identifier: ISC */
/*
 * An event as named values, for programs: fields.def. Private to log/.
 *
 * Foreign text is spelt so that its bytes can be had back: what cannot be seen
 * is \xHH, and so is a backslash.
 */
#ifndef LOG_FIELDS_H
#define LOG_FIELDS_H

#include "log/sink.h"

/* Bytes; more than the longest value needs. */
#define FIELD_MOST (4 * 4200 + 64)

struct report {
	const struct sink *sink;
	enum event_kind kind;
	const struct facts *facts;
};

enum field_kind { WORDS, BARE };

struct field {
	char name[12];
	enum field_kind kind;
};

enum field_name {
#define FIELD(name, kind, sentence) FIELD_##name,
#include "log/fields.def"
#undef FIELD
	FIELD_COUNT
};

extern const struct field fields[FIELD_COUNT];

/* Appends the value; nothing where the event has none. */
void field_put(struct buf *value, enum field_name name,
    const struct report *report);

/* One line: a JSON object. */
void json_put_line(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

/* A datagram of the journal's native protocol. */
void journal_put_entry(struct buf *entry, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

#endif
