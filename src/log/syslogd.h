/* SPDX-License-Identifier: ISC */
/*
 * The machine's syslog daemon. Not libc's syslog(3): that one waits for a
 * daemon that has stopped reading, as long as it takes, and a session would
 * wait with it. Here a line that cannot be sent in time is lost, and counted.
 */
#ifndef LOG_SYSLOGD_H
#define LOG_SYSLOGD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/fd.h"
#include "base/span.h"

struct syslogd {
	int fd;			/* NO_FD: not connected */
	bool is_tried;		/* whatever came of it */
	bool is_stream;		/* each line ends with a NUL */
	bool is_stuck;		/* waited for in vain: not again */
	unsigned lost;		/* lines, since the last that was sent */
};

/* Who speaks. */
struct syslog_name {
	const char *ident;
	pid_t pid;
};

/* The first time. Where nobody listens then, nothing is ever sent: no jail
 * allows a second try. */
void syslogd_connect(struct syslogd *syslogd);

/*
 * Sends one line, facility ftp, of a level of syslog(3). Waits for half a
 * second if it must, once: from then on only what is taken at once is sent,
 * until something is. The first line to be taken again says how many were
 * lost.
 */
void syslogd_tell(struct syslogd *syslogd, const struct syslog_name *name,
    int level, struct span text);

#endif
