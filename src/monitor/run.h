/* SPDX-License-Identifier: ISC */
/* The monitor's entry, for main.c and the listener. */
#ifndef MONITOR_RUN_H
#define MONITOR_RUN_H

#include "base/attrs.h"
#include "conf/conf.h"
#include "wire/handover.h"

/* Who started the session, and what is known about it already. */
struct monitor_start {
	struct conf_load *load;		/* loaded, not yet checked */
	const struct roles *roles;
	unsigned clients; /* connections with this one; 0: unknown */
	unsigned clients_here;		/* from the same address */
	bool has_parent; /* a listener: end with it before login */
};

/*
 * Takes descriptor 0 for the control connection from here on: nothing but
 * replies will be written to it, and failures are told as the session tells
 * them. Comes first, before the configuration is read.
 */
void monitor_prepare(void);

/* What of it a listener does once, for all its sessions: standard output is
 * nobody's, and each session has it so. */
void monitor_drop_output(void);

/* Instead, where a log goes there: each session drops it once it has it. */
void monitor_keep_output(void);

/* And what is left to do in each of them. */
void monitor_report_failures(void);

/*
 * Serves the control connection and never returns; monitor_prepare() came
 * first. The exit status is the session's (protocol.md 1.10).
 */
void monitor_run(const struct monitor_start *start) NORETURN;

/*
 * For the listener, before it accepts: loads what its sessions will need, so
 * that a session is a fork and nothing more. What cannot be loaded is reported
 * by the session that needs it.
 */
void monitor_preload(const struct conf *conf);

/*
 * For the listener, ahead of each session: what has changed on disk since, and
 * what a session would have to do by itself. The descriptor that a session has
 * to keep, or NO_FD.
 */
int monitor_renew(const struct conf_load *load) MUST_CHECK;

/*
 * A conf_fault_reporter for a session: each fault becomes a log line with the
 * reference that the client will be told. No context.
 */
void monitor_report_fault(void *context, const struct conf_fault *fault);

/*
 * Tells the client on descriptor 0, in one line with the reference, that the
 * server's configuration is at fault; exits with status 2.
 */
void monitor_refuse_faulty(void) NORETURN;

#endif
