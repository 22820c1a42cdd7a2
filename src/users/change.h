/* SPDX-License-Identifier: ISC */
/*
 * Changing a users file. Who reads it meanwhile has the old one or the new
 * one; who changes it at the same time waits. Lines that are not changed stay
 * as they are, comments and faulty ones, too. Command line only.
 */
#ifndef USERS_CHANGE_H
#define USERS_CHANGE_H

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"

enum users_change {
	USERS_CHANGED,
	USERS_UNCHANGED,	/* the edit declined */
	USERS_FAILED,		/* why says what to do */
};

/* Writes the new text; false: leave the file as it is. */
typedef bool (*users_edit)(void *context, struct span text, struct buf *out);

/*
 * The file is made, with mode 0600, if it is not there and `creates`. A changed
 * one keeps its mode and owner, and is on the disk when this returns. What a
 * symbolic link leads to is changed, not the link.
 */
enum users_change users_change(const char *path, bool creates,
    users_edit edit, void *context, struct buf *why) MUST_CHECK;

/* Edits: `name` is whose line it is, and `line` what is to be there. */

struct users_line_edit {
	struct span name;
	struct span line;	/* with its line feed; empty: nothing */
};

/* Adds the line at the end, unless there is one of this name. */
bool users_edit_add(void *line_edit, struct span text, struct buf *out);

/* Takes all lines of this name away; declines when there is none. */
bool users_edit_delete(void *line_edit, struct span text, struct buf *out);

/* Puts `line`, which is a hash alone here, in the place of the hash. */
bool users_edit_hash(void *line_edit, struct span text, struct buf *out);

#endif
