/* SPDX-License-Identifier: ISC */
/* Which directories a session gets, and whether it is locked in. Monitor. */
#ifndef MONITOR_JAILS_H
#define MONITOR_JAILS_H

#include <stdbool.h>

#include "base/attrs.h"
#include "monitor/monitor.h"

/* Is the user in monitor->login to be locked in? Decided before the user's own
 * file is read. A list that cannot be read is fatal(). */
bool jail_is_for(struct monitor *monitor) MUST_CHECK;

/* In the order in which they are entered. */
struct directories {
	const char *home;	/* must be entered, even if `extra` is set */
	const char *extra;	/* anon_root, local_root; NULL: none */
	const char *extra_name;	/* the option */
	bool extra_is_own;	/* local_root has the user's name in it */
	const char *whole_home;	/* with what passwd_chroot_enable splits off */
	const char *start;	/* beneath them, or NULL; it may be missing */
	const char *start_name;	/* the option that wants it; NULL: none */
	bool jailed;		/* then `extra` must be entered, too */
};

/* Those of the session in monitor->login. A directory that cannot be named is
 * fatal(). */
struct directories directories_of(struct monitor *monitor) MUST_CHECK;

#endif
