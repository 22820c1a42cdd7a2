/* SPDX-License-Identifier: ISC */
/*
 * LIST, NLST and STAT with a path: reading the argument as clients write it,
 * and streaming the lines into a pipe (spec: protocol.md 4).
 *
 * System calls of the stream: openat2 of one component beneath an open
 * directory, fstat, getdents64, newfstatat, readlinkat, write, close. Paths
 * are opened only for deny_file, or a hide_file that holds a "/".
 */
#ifndef BROKER_LISTING_H
#define BROKER_LISTING_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/span.h"
#include "broker/broker.h"
#include "wire/refusal.h"

/* What is to be listed, found out before the data connection is made. */
struct listing {
	int dir; /* O_RDONLY directory, or NO_FD when unreadable */
	struct span filter;	/* glob for entry names; empty: all */
	struct span heading;	/* the directory as the client named it; "." */
	bool long_form;
	bool all;		/* dot names, with "." and ".." */
	bool by_time;
	bool reverse;
	bool recurse;
	bool classify;
};

/*
 * Reads the argument of the command and opens the directory. `style` is enum
 * list_style bits. GRANTED (also when nothing can be read: dir is NO_FD then),
 * REFUSED_DENIED for deny_file, or REFUSED_FAILED with errno when the arena has
 * no room. Texts live in broker->listing, until its reset.
 */
enum refusal listing_open(struct broker *broker, struct span argument,
    unsigned style, struct listing *listing_out) MUST_CHECK;

/*
 * Writes all lines to the pipe and closes the directory. Ends early, and
 * quietly, when the reader has gone; SIGPIPE has to be ignored. Memory comes
 * from broker->listing, which the caller resets afterwards. An errno when
 * lines are missing because a directory could not be read, or the pipe not be
 * written to; or 0.
 */
int listing_stream(struct broker *broker, struct listing *listing, int pipe);

#endif
