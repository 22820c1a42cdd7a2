/* SPDX-License-Identifier: ISC */
/*
 * A file, or a stream, that log lines are appended to; each by one write(2),
 * under a record lock if the other programs that append have such a habit.
 * Whatever is wrong with it, nobody waits for it longer than half a second, and
 * once: from then on only what is taken at once is written, until something is.
 * What is not written is counted.
 */
#ifndef LOG_OUTLET_H
#define LOG_OUTLET_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/fd.h"
#include "base/span.h"

struct outlet {
	int fd;			/* owned; NO_FD: there is none */
	bool is_stuck;		/* waited for in vain: not again */
	bool is_torn;		/* it ends with a part of a line */
	unsigned lost;		/* lines, since somebody was told */
};

/* Appends a whole line, or counts it as lost: false. One that another program
 * keeps locked is written to without a lock. */
bool outlet_put(struct outlet *outlet, struct span line, bool lock);

#endif
