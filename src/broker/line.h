/* SPDX-License-Identifier: ISC */
/*
 * The text of one entry in LIST, NLST and STAT (spec: protocol.md 4.3, 4.4).
 * Bytes that would break a line (CR, LF, NUL) become "?" in every name.
 */
#ifndef BROKER_LINE_H
#define BROKER_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/buf.h"
#include "base/span.h"
#include "broker/accounts.h"
#include "broker/walk.h"

/* The last line up to its size, and its date. Most files of a directory differ
 * in neither, and making them anew is half the work of a line. */
struct line_front {
	uint32_t mode, links, uid, gid;	/* what it was made of */
	size_t len;			/* 0: there is none yet */
	char text[128];
};
struct line_date {
	int64_t minute;			/* since 1970; 0: there is none yet */
	bool recent;
	char text[14];			/* a blank on either side */
};

/* What all lines of a listing have in common. The last two are line.c's own,
 * and zero at first. */
struct line_style {
	int64_t now;		/* seconds; decides between clock and year */
	bool hide_ids;
	struct names *users, *groups;	/* NULL: numbers */
	bool use_localtime;
	bool classify;
	struct line_front last_front;
	struct line_date last_date;
};

/* A name, or other foreign text, in a form that stays on its line. */
void line_put_name(struct buf *out, struct span name);

/*
 * The long form with its line end. `target` is where a symbolic link leads;
 * empty: not shown.
 */
void line_put_long(struct buf *out, struct line_style *style,
    const struct entry *entry, const struct node *node, struct span target);

/* Name, sign and line end of the short form; what precedes it is up to you. */
void line_put_short(struct buf *out, const struct line_style *style,
    const struct entry *entry);

#endif
