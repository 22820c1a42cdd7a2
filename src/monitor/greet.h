/* SPDX-License-Identifier: ISC */
/*
 * The server's first words, and the wait for the client's. The greeting is
 * ours to say because it is the same whatever the client does: many only look
 * (health checks, scanners), and until a byte has come there is nothing to
 * parse, and no engine to start for it. Monitor, as root: it writes to the
 * control connection, and does not read from it.
 */
#ifndef MONITOR_GREET_H
#define MONITOR_GREET_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/* implicit_ssl: the client speaks first, and the engine greets it. Until then
 * it is told nothing: it could only be told in clear. */
bool greet_is_for_engine(const struct monitor *monitor) MUST_CHECK;

/* The last line of the 220, behind the banner: ftpd_banner, or name and
 * version; empty behind a banner_file. */
const char *greet_text(const struct monitor *monitor) MUST_CHECK;

/* Sends "421 text" instead, if it may, and ends the process. */
void greet_refuse(struct monitor *monitor, const char *text) NORETURN;

/*
 * Sends the 220, unless that is the engine's, and waits until the client has
 * said something, which the engine will read. If it hangs up without a word, or
 * idle_session_timeout passes (421), the session ends here. A signal to end
 * that comes meanwhile answers 421, too.
 */
void greet(const struct monitor *monitor);

#endif
