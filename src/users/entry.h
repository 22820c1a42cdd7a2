/* SPDX-License-Identifier: ISC */
/*
 * One line of a users file: a user who needs no account on this machine. The
 * form is that of passwd(5), with a hash as crypt(3) makes it where passwd has
 * its x:
 *
 *     name:hash:uid:gid:comment:home:shell
 *
 * The file is root's, but its lines may have been written by hand.
 */
#ifndef USERS_ENTRY_H
#define USERS_ENTRY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"

#define USERS_NAME_MOST 128	/* bytes of a name */
#define USERS_PASSWORD_MOST 128	/* bytes of a password */
#define USERS_HOME_MOST 1023	/* bytes of a home */

struct users_entry {
	struct span name;
	struct span hash;	/* anything but empty; see crypt.h */
	struct span comment;
	struct span home;	/* absolute */
	struct span shell;	/* of no meaning here */
	uid_t uid;		/* neither is ever 0 */
	gid_t gid;
};

enum users_line {
	USERS_ENTRY,
	USERS_NOTHING,	/* an empty line or a comment */
	USERS_FAULTY,	/* *why_out says what to write instead */
};

/* Reads a line without its line feed. The entry's texts are within it. */
enum users_line users_entry_read(struct span line,
    struct users_entry *entry_out, const char **why_out) MUST_CHECK;

/* Is the line of this name, whatever else is wrong with it? */
bool users_line_is_of(struct span line, struct span name) MUST_CHECK;

/* Could anybody be called so, in this file or elsewhere? Letters, digits, "_"
 * or "." in front, and nothing that is a blank or not printable ASCII. */
bool users_name_is_sane(struct span name) MUST_CHECK;

#endif
