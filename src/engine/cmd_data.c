/* SPDX-License-Identifier: ISC */
/* PASV, EPSV. Engine; the broker opens the port. */
#include <netinet/in.h>

#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "wire/refusal.h"

static struct sent
reply_no_port(struct session *session)
{
	return reply(session, 425, "No passive port is free; try again.");
}

struct sent
cmd_pasv(struct session *session, struct span ignored)
{
	const struct msg_listen_reply *port;
	const unsigned char *host;

	(void)ignored;
	if (session->epsv_only)
		return reply(session, 550, "Only EPSV is left after EPSV ALL.");
	port = ask_listen(session, true);
	if (port->refusal != GRANTED)
		return reply_no_port(session);
	host = (const unsigned char *)&port->host;
	return replyf(session, 227,
	    "Entering Passive Mode (%d,%d,%d,%d,%d,%d).", host[0], host[1],
	    host[2], host[3], port->port >> 8 & 0xff, port->port & 0xff);
}

static bool
is_own_protocol(const struct session *session, struct span argument)
{
	uint64_t protocol = 0;
	bool v6 = session->facts->peer.any.sa_family == AF_INET6;

	if (argument.len == 0)
		return true;
	return num_decimal(argument, 999, &protocol) == 0 &&
	    (protocol == 1 || (protocol == 2 && v6));
}

struct sent
cmd_epsv(struct session *session, struct span argument)
{
	const struct msg_listen_reply *port;

	if (span_is_nocase(argument, "ALL")) {
		session->epsv_only = true;
		return reply(session, 200, "From now on EPSV only.");
	}
	if (!is_own_protocol(session, argument))
		return reply(session, 522, "Network protocol not supported.");
	port = ask_listen(session, false);
	if (port->refusal != GRANTED)
		return reply_no_port(session);
	return replyf(session, 229, "Entering Extended Passive Mode (|||%u|)",
	    port->port);
}
