/* SPDX-License-Identifier: ISC */
/*
 * Private to log/: the state of this process's log, and the renderings.
 */
#ifndef LOG_SINK_H
#define LOG_SINK_H

#include <sys/types.h>

#include "base/buf.h"
#include "log/event.h"

#define LOG_LINE_MAX 8192	/* bytes; two longest paths */

struct sink {
	int native;		/* NO_FD: none */
	int xferlog;		/* NO_FD: none */
	bool use_syslog;
	bool syslog_is_open;
	bool lock;
	char access;
	pid_t pid;		/* one value for the whole session */
	char peer[64];
	char user[129];
	char identity[513];
	const char *syslog_ident;
	char line[LOG_LINE_MAX];	/* being put together */
	void (*forward)(enum event_kind kind, const struct facts *facts);
};

/* The line without date and pid, as syslog gets it. */
void native_put_event(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

/* A whole wu-ftpd line. Only for rows with a transfer direction. */
void xferlog_put_event(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

/* "Mon Nov 23 21:31:35 2026", local time. */
void native_put_date(struct buf *line, time_t when);

/* Appends text with every byte that is not printable ASCII as '?'. */
void put_harmless(struct buf *line, struct span text);

#endif
