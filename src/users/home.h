/* SPDX-License-Identifier: ISC */
/*
 * Making the home of a user who has none yet: create_home, and `oneftpd user
 * add --create-home`. As root, for somebody who may know more of the place
 * than root does: nothing of somebody else's is followed or given away.
 */
#ifndef USERS_HOME_H
#define USERS_HOME_H

#include <sys/types.h>

#include "base/attrs.h"
#include "base/buf.h"

enum home_making {
	HOME_MADE,
	HOME_IS_THERE,	/* something of this name is, whatever it may be */
	HOME_REFUSED,	/* why says what to do */
};

struct home {
	const char *path;	/* absolute */
	uid_t uid;		/* whose it is to be */
	gid_t gid;
	mode_t mode;
};

/*
 * Makes the last directory of the path, and none above it. Each of those must
 * be root's, or ours, be writable by nobody else, and be no symbolic link: who
 * could change the way there would get a directory of root's in its place. It
 * appears at once as it is to be, whoever else makes it at the same time.
 */
enum home_making home_make(const struct home *home, struct buf *why)
    MUST_CHECK;

#endif
