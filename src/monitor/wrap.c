/* SPDX-License-Identifier: ISC */
/*
 * Loadable object over libwrap, which pulls in libraries that cost a
 * millisecond per start: see design of base/module.h. Monitor, as root. It
 * never looks at bytes of the client, only at its address.
 */
#include "monitor/wrap.h"

#include <syslog.h>
#include <tcpd.h>

/* libwrap's own log levels for `severity`; it wants the program to own them. */
int allow_severity = LOG_INFO;
int deny_severity = LOG_WARNING;

bool
oneftpd_wrap_allows(const char *daemon, int control)
{
	struct request_info request;

	(void)request_init(&request, RQ_DAEMON, daemon, RQ_FILE, control, 0);
	fromhost(&request);
	return hosts_access(&request) != 0;
}
