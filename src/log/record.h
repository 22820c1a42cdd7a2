/* SPDX-License-Identifier: ISC */
/*
 * The transfer that a session is busy with, for its log line. It is begun when
 * a failure would have to be logged, and finished once, whatever ends the
 * transfer. A broker shares it with a monitor that has stayed: killed, it
 * cannot write the line itself. Killed while it writes, there may be two lines
 * rather than none.
 */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "log/event.h"

struct record {
	uint32_t is_open;
	uint32_t kind;		/* EV_DOWNLOAD, EV_UPLOAD */
	int64_t began_us;
	char path[PATH_MAX];	/* absolute, as the session sees it */
};

/* One too long to be a path is left out. */
void record_begin(struct record *record, enum event_kind kind,
    struct span path);

/* Writes the line, if a record is open. */
void record_finish(struct record *record, bool complete, bool ascii,
    uint64_t bytes);

/*
 * The same for a broker that has died: incomplete, nobody knows after how many
 * bytes. It may have been taken over, and have left anything in the record.
 */
void record_finish_dead(const struct record *record);

#endif
