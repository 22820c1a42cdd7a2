/* SPDX-License-Identifier: ISC */
/* The monitor that stays after login, because something privileged is left. */
#ifndef MONITOR_STAY_H
#define MONITOR_STAY_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/* Will a session that is about to begin need a monitor (chown_uploads, or a key
 * for its data connections), or can that become the broker? */
bool stay_is_needed(const struct monitor *monitor) MUST_CHECK;

/*
 * Forks. The parent, the monitor, stays and never returns: it gives up all but
 * what it is needed for, answers the broker, and ends when one of the others
 * does, with the engine's exit status. In the child this returns the broker's
 * end of the channel to it; the channel to the engine is the child's alone.
 */
int stay_and_fork(struct monitor *monitor) MUST_CHECK;

#endif
