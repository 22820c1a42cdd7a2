/* SPDX-License-Identifier: ISC */
/* session_support: a PAM session, and entries in utmp and wtmp. Monitor. */
#ifndef MONITOR_SESSION_H
#define MONITOR_SESSION_H

#include <stdbool.h>

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Opens them for this user, in this process: what modules set for it (limits,
 * the audit's login id) is inherited by the broker. Processes of their own
 * close them when the last process of the session has gone that this one is or
 * forks from here on, however it goes. False when PAM refuses; then nothing is
 * left open.
 */
bool session_begin(struct monitor *monitor, const char *user) MUST_CHECK;

#endif
