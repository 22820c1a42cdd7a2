/* SPDX-License-Identifier: ISC */
/* The log line of a transfer: see record.h. Broker, and a staying monitor. */
#include "log/record.h"

#include <string.h>

#include "base/buf.h"
#include "base/deadline.h"

void
record_begin(struct record *record, enum event_kind kind, struct span path)
{
	struct buf text = BUF_OVER(record->path);

	buf_put_span(&text, path);
	(void)buf_text(&text);
	if (text.full)
		record->path[0] = '\0';
	record->kind = kind;
	record->began_us = clock_us();
	record->is_open = true;
}

void
record_finish(struct record *record, bool complete, bool ascii, uint64_t bytes)
{
	if (!record->is_open)
		return;
	event((enum event_kind)record->kind, &(struct facts){
		.failed = !complete,
		.text = span_make(record->path, strnlen(record->path,
		    sizeof(record->path))),
		.bytes = bytes, .ascii = ascii,
		.usec = clock_us() - record->began_us,
	});
	record->is_open = false;
}

void
record_finish_dead(const struct record *record)
{
	struct record copy = *record;

	if (copy.kind != EV_UPLOAD && copy.kind != EV_DOWNLOAD)
		return;
	if (copy.began_us < 0 || copy.began_us > clock_us())
		copy.began_us = clock_us();
	record_finish(&copy, false, false, 0);
}
