/* SPDX-License-Identifier: ISC */
/*
 * The transfer that the engine is busy with, for its log line. It is begun when
 * a failure would have to be logged, and finished exactly once, whatever ends
 * the transfer.
 */
#ifndef BROKER_RECORD_H
#define BROKER_RECORD_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "broker/path.h"
#include "log/event.h"

struct record {
	bool is_open;
	enum event_kind kind;	/* EV_DOWNLOAD, EV_UPLOAD */
	int64_t began_us;
	char path[PATH_MAX];	/* absolute, as the session sees it */
};

void record_begin(struct record *record, enum event_kind kind,
    const struct place *place, struct span path);

/* Writes the line, if a record is open. */
void record_finish(struct record *record, bool complete, bool ascii,
    uint64_t bytes);

#endif
