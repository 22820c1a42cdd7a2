/* SPDX-License-Identifier: ISC */
/* create_home: directories of users who have none yet. Monitor, as root. */
#ifndef MONITOR_HOMES_H
#define MONITOR_HOMES_H

#include <sys/types.h>

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Makes the home of the user in monitor->login, and a local_root that is the
 * user's own (user_sub_token), where they are missing and create_home wants
 * it; logged. Before they are entered. What must not be made is fatal().
 */
void homes_make(struct monitor *monitor, mode_t umask);

/* Which of them that would make; NULL: none. For --check --user. */
const char *homes_missing(struct monitor *monitor) MUST_CHECK;

#endif
