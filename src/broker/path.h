/* SPDX-License-Identifier: ISC */
/*
 * Client paths. No other file names a client's path to the kernel.
 *
 * A path is resolved with openat2(2) beneath the session's root: "..", absolute
 * names and symbolic links cannot leave it, whatever changes meanwhile. The
 * working directory is kept as text, in the form that the kernel gave it when
 * it was entered, because resolution always starts at the root.
 */
#ifndef BROKER_PATH_H
#define BROKER_PATH_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"

struct place {
	int root;	       /* O_PATH descriptor of the session root */
	const char *root_path; /* its path for getcwd(2); "/" in a chroot */
	bool knows_users;		/* ~user is a home */
	char cwd[PATH_MAX];		/* absolute, as the session sees it */
	char home[PATH_MAX];		/* what "~" stands for: cwd at login */
};

/* Is the session's root the process's, so that no path leads out of it? */
static inline bool
place_is_chroot(const struct place *place)
{
	return place->root_path[0] == '/' && place->root_path[1] == '\0';
}

/*
 * The absolute text of a path as the client typed it, for the kernel and for
 * the log: cwd and "/" before a relative one, "~" replaced, nothing
 * normalised. The buf is full when it is longer than PATH_MAX.
 */
void path_put_absolute(struct buf *out, const struct place *place,
    struct span typed);

/* The same without cwd: what does not begin with "~" stays as it is. */
void path_put_expanded(struct buf *out, const struct place *place,
    struct span typed);

/*
 * Opens beneath the root with open(2) flags; never creates. The descriptor is
 * close-on-exec and the caller's. -1 with errno; ENAMETOOLONG for a path that
 * does not fit, EINVAL for one with a NUL.
 */
int path_open(const struct place *place, struct span typed, int flags)
    MUST_CHECK;

/*
 * As path_open, but creates what is not there, with this mode less the umask:
 * O_CREAT is added. A symbolic link to nothing creates what it names, beneath
 * the root; with O_EXCL it is EEXIST.
 */
int path_create(const struct place *place, struct span typed, int flags,
    mode_t mode) MUST_CHECK;

/* A name and the directory it is in, for the calls that change names: those act
 * on the name itself, and never follow it. */
struct parent {
	int dir;		/* O_PATH; the caller's */
	char name[NAME_MAX + 2];	/* with a slash if one was typed */
};

/*
 * -1 with errno: the directory is not there, or the path has no last component
 * that could be a name ("/", "..", ""). After a slash at its end the kernel
 * wants it to be a directory.
 */
int path_open_parent(const struct place *place, struct span typed,
    struct parent *parent_out) MUST_CHECK;

/*
 * Opens one name in a directory, with open(2) flags and a mode for O_CREAT, and
 * never a symbolic link (ELOOP). The descriptor is the caller's; -1 with errno.
 */
int path_open_name(int dir, const char *name, int flags, mode_t mode)
    MUST_CHECK;

/* Removes a name, if it is still that of this open file. */
void path_remove_if_same(const struct parent *parent, int file);

/* Facts of what the path leads to; symbolic links are followed. */
int path_stat(const struct place *place, struct span typed,
    struct stat *facts_out) MUST_CHECK;

/*
 * Makes a directory the working directory: text and process. It must be
 * searchable by the user. -1 with errno.
 */
int path_enter(struct place *place, struct span typed) MUST_CHECK;

/*
 * The kernel's own name of an open directory, as the session sees it. Moves
 * the process's working directory there. -1 when it has none (removed, or
 * moved out of the root).
 */
int path_name_of(const struct place *place, int dir, struct buf *out)
    MUST_CHECK;

#endif
