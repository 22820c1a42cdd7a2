/* SPDX-License-Identifier: ISC */
/* The log line of a transfer: see record.h. Broker. */
#include "broker/record.h"

#include "base/deadline.h"

void
record_begin(struct record *record, enum event_kind kind,
    const struct place *place, struct span path)
{
	struct buf absolute = BUF_OVER(record->path);

	path_put_absolute(&absolute, place, path);
	(void)buf_text(&absolute);
	if (absolute.full)
		record->path[0] = '\0';
	record->is_open = true;
	record->kind = kind;
	record->began_us = clock_us();
}

void
record_finish(struct record *record, bool complete, bool ascii,
    uint64_t bytes)
{
	if (!record->is_open)
		return;
	record->is_open = false;
	event(record->kind, &(struct facts){
		.failed = !complete, .text = span_of(record->path),
		.bytes = bytes, .ascii = ascii,
		.usec = clock_us() - record->began_us,
	});
}
