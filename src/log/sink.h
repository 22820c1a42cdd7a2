/* SPDX-License-Identifier: ISC */
/*
 * Private to log/: the state of this process's log, and the renderings.
 */
#ifndef LOG_SINK_H
#define LOG_SINK_H

#include <sys/types.h>

#include "base/buf.h"
#include "log/event.h"
#include "log/harmless.h"
#include "log/outlet.h"
#include "log/syslogd.h"

/* Bytes; two longest paths, each byte as \\xHH, and what is around them: no
 * client is to keep itself out of the log by the length of its names. */
#define LOG_LINE_MAX (5 * 2 * 4200 + 4096)

struct sink;

/* An event as one kind of log has it. */
typedef void rendering(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

struct sink {
	struct outlet native;
	struct outlet xferlog;
	struct outlet events;	/* event_log */
	rendering *render_event;
	bool use_syslog;
	bool lock;
	bool has_zone;		/* it has been read */
	bool tells_faults;	/* to syslog, whatever else there is */
	enum script script;
	char access;
	pid_t pid;		/* one value for the whole session */
	char peer[64];
	char user[129];
	char identity[513];
	const char *syslog_ident;
	struct syslogd syslogd;
	void (*forward)(enum event_kind kind, const struct facts *facts);
};

/* This process's. */
const struct sink *log_sink(void);

/* A whole native line. */
void native_put_line(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

/* The same without date and pid, as syslog gets it. */
void native_put_event(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

/* A whole wu-ftpd line. Only for rows with a transfer direction. */
void xferlog_put_event(struct buf *line, const struct sink *sink,
    enum event_kind kind, const struct facts *facts);

/* "Mon Nov 23 21:31:35 2026", local time. */
void native_put_date(struct buf *line, time_t when);

/* "Nov 23 21:31:35", local time. */
void native_put_moment(struct buf *line, time_t when);

#endif
