/* SPDX-License-Identifier: ISC */
/* Who may connect at all: limits and libwrap, before the greeting. Monitor. */
#ifndef MONITOR_ADMIT_H
#define MONITOR_ADMIT_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/* Why a client is sent away: the 421 text, and the words for the log. */
struct refusal_text {
	const char *reply;	/* NULL: it may come in */
	const char *log;
};

/* What the two limits say, whoever has counted. */
extern const struct refusal_text refused_full, refused_full_here;

/* Loads libwrap if tcp_wrappers wants it. */
void admit_preload(const struct conf *conf);

/*
 * Asks hosts.allow and hosts.deny about the control connection, if tcp_wrappers
 * says so. libwrap may set VSFTPD_LOAD_CONF. Without the object everybody is
 * refused: an access rule must not stop working in silence.
 */
bool admit_is_allowed_by_wrap(const struct monitor *monitor) MUST_CHECK;

/* The verdict, in vsftpd's order: max_clients, max_per_ip, libwrap. The limits
 * by the listener's count of its own sessions, for one that is in no table. */
struct refusal_text admit_client(const struct monitor *monitor,
    bool allowed_by_wrap) MUST_CHECK;

#endif
