/* SPDX-License-Identifier: ISC */
/* session_support: a PAM session, and entries in utmp and wtmp. Monitor. */
#ifndef MONITOR_SESSION_H
#define MONITOR_SESSION_H

#include <stdbool.h>

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Opens them for this user, in this process: what modules set for it (limits,
 * the audit's login id) is inherited by the broker. False when PAM refuses;
 * then nothing is left open. SIGTERM is blocked from here on.
 */
bool session_begin(struct monitor *monitor, const char *user) MUST_CHECK;

/* Closes what is open; once. Takes root, and "/" as it was. */
void session_end(struct monitor *monitor);

#endif
