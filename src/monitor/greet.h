/* SPDX-License-Identifier: ISC */
/*
 * The server's first words, and the wait for the client's. The greeting is
 * ours to say because it is the same whatever the client does: many only look
 * (health checks, scanners), and until a byte has come there is nothing to
 * parse, and no engine to start for it. Monitor, as root: it writes to the
 * control connection, and never reads from it.
 */
#ifndef MONITOR_GREET_H
#define MONITOR_GREET_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/* Sends the 220: banner_file, ftpd_banner, or name and version. */
void greet(struct monitor *monitor);

/* Sends "421 text" instead, and ends the process. */
void greet_refuse(struct monitor *monitor, const char *text) NORETURN;

/*
 * Waits until the client has said something, which the engine will read. If it
 * hangs up without a word, or idle_session_timeout passes (421), the session
 * ends here. A signal to end that comes meanwhile answers 421, too.
 */
void greet_wait(struct monitor *monitor);

#endif
