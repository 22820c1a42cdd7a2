/* SPDX-License-Identifier: ISC */
/* Telling of faults and warnings while a configuration loads. For src/conf. */
#ifndef CONF_REPORT_H
#define CONF_REPORT_H

#include "conf/conf.h"

/* What a fault or a warning is about. */
struct place {
	const char *file;	/* NULL: none, or the command line */
	unsigned line;		/* 0: none */
	const char *option;	/* NULL: none */
};

/* Counts a fault and reports it. */
void report_fault(struct conf_load *load, const struct place *place,
    const char *format, ...) PRINTF_LIKE(3, 4);

void report_warning(struct conf_load *load, const struct place *place,
    const char *format, ...) PRINTF_LIKE(3, 4);

/* Where the value of `row` was set last. */
struct place place_of(const struct conf_load *load,
    const struct option_row *row);

/* Foreign text for a message: cut to what a line bears, unprintables as ?. */
struct shown {
	char text[204];
};

struct shown shown(struct span text);

#endif
