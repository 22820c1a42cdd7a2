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
oneftpd_wrap_allows(const char *daemon, int control,
    const union address *client, const union address *server)
{
	struct request_info request;

	/* The addresses are not asked of the socket: the client may be behind a
	 * load balancer. */
	(void)request_init(&request, RQ_DAEMON, daemon, RQ_FILE, control,
	    RQ_CLIENT_SIN, client, RQ_SERVER_SIN, server, 0);
	sock_methods(&request);
	return hosts_access(&request) != 0;
}
