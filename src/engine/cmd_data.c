/* SPDX-License-Identifier: ISC */
/*
 * PASV, EPSV, PORT, EPRT. Engine; the broker opens ports and connects. What a
 * client writes here once made servers connect to others (RFC 2577): it is
 * digits and nothing else, and the broker decides whether it is the client's.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "wire/abilities.h"
#include "wire/refusal.h"

/* The client comes to us --------------------------------------------------- */

static struct sent
reply_no_port(struct session *session)
{
	return reply(session, 425, "No passive port is free; try again.");
}

struct sent
cmd_pasv(struct session *session, struct span ignored)
{
	const struct msg_listen_reply *port = ask_listen(session, true);
	const unsigned char *host;

	(void)ignored;
	if (port->refusal != GRANTED)
		return reply_no_port(session);
	host = (const unsigned char *)&port->host;
	return replyf(session, 227,
	    "Entering Passive Mode (%d,%d,%d,%d,%d,%d).", host[0], host[1],
	    host[2], host[3], port->port >> 8 & 0xff, port->port & 0xff);
}

static bool
is_over_ipv6(const struct session *session)
{
	return session->facts->peer.any.sa_family == AF_INET6;
}

static bool
is_own_protocol(const struct session *session, struct span argument)
{
	uint64_t protocol = 0;

	if (argument.len == 0)
		return true;
	return num_decimal(argument, 999, &protocol) == 0 &&
	    (protocol == 1 || (protocol == 2 && is_over_ipv6(session)));
}

/* RFC 2428, 4: from now on all other ways to a data connection are refused. */
static struct sent
allow_epsv_only(struct session *session)
{
	session->abilities &= ~(uint64_t)(MAY_ANNOUNCE | MAY_CONNECT);
	return reply(session, 200, "From now on EPSV only.");
}

struct sent
cmd_epsv(struct session *session, struct span argument)
{
	const struct msg_listen_reply *port;

	if (span_is_nocase(argument, "ALL"))
		return allow_epsv_only(session);
	if (!is_own_protocol(session, argument))
		return reply(session, 522, "Network protocol not supported.");
	port = ask_listen(session, false);
	if (port->refusal != GRANTED)
		return reply_no_port(session);
	return replyf(session, 229, "Entering Extended Passive Mode (|||%u|)",
	    port->port);
}

/* We go to the client ------------------------------------------------------ */

/* An address and a port, as a client names its listener. */
struct listener_name {
	char host[16];		/* network order */
	size_t host_len;	/* 4 or 16 */
	uint16_t port;
};

/* Without leading zeros, which some would read as octal. */
static int
read_number(struct span text, uint64_t most, uint64_t *out)
{
	if (text.len > 1 && text.at[0] == '0')
		return -1;
	return num_decimal(text, most, out);
}

/* PORT: h1,h2,h3,h4,p1,p2 (RFC 959). */
static int
read_port(struct span argument, struct listener_name *name_out)
{
	unsigned char bytes[6];

	for (size_t i = 0; i < COUNT_OF(bytes); i++) {
		bool is_last = i + 1 == COUNT_OF(bytes);
		size_t comma = span_find(argument, ',');
		uint64_t value;

		if ((comma == argument.len) != is_last ||
		    read_number(span_split(&argument, ','), 255, &value) == -1)
			return -1;
		bytes[i] = (unsigned char)value;
	}
	memcpy(name_out->host, bytes, 4);
	name_out->host_len = 4;
	name_out->port = (uint16_t)(bytes[4] << 8 | bytes[5]);
	return 0;
}

static int
read_address(struct span text, bool is_v6, struct listener_name *name_out)
{
	char copy[INET6_ADDRSTRLEN];

	if (is_v6)	/* the scope is that of the control connection */
		text = span_first(text, span_find(text, '%'));
	if (text.len >= sizeof(copy) || memchr(text.at, '\0', text.len) != NULL)
		return -1;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	name_out->host_len = is_v6 ? 16 : 4;
	return inet_pton(is_v6 ? AF_INET6 : AF_INET, copy, name_out->host) == 1
	    ? 0 : -1;
}

/* EPRT: |protocol|address|port| (RFC 2428); the last bar may be missing. */
static int
read_eprt(const struct session *session, struct span argument,
    struct listener_name *name_out)
{
	struct span before = span_split(&argument, '|');
	struct span protocol = span_split(&argument, '|');
	struct span address = span_split(&argument, '|');
	struct span port = span_split(&argument, '|');
	uint64_t family, number;

	if (before.len > 0 || argument.len > 0 ||
	    read_number(protocol, 2, &family) == -1 || family == 0 ||
	    (family == 2 && !is_over_ipv6(session)) ||
	    read_address(address, family == 2, name_out) == -1 ||
	    read_number(port, UINT16_MAX, &number) == -1)
		return -1;
	name_out->port = (uint16_t)number;
	return 0;
}

/* What cannot be read must not leave an earlier mode in force, either. */
static struct sent
reply_unreadable(struct session *session, const char *form)
{
	(void)ask_active(session, span_of(""), 0);
	return replyf(session, 500, "Not understood; write it as %s.", form);
}

static struct sent
go_to(struct session *session, const struct listener_name *name)
{
	if (ask_active(session, span_make(name->host, name->host_len),
	    name->port) != GRANTED)
		return reply(session, 500, "Only your own address, and a port "
		    "from 1024 up, can be connected to.");
	return reply(session, 200, "The next transfer goes there.");
}

struct sent
cmd_port(struct session *session, struct span argument)
{
	struct listener_name name;

	if (read_port(argument, &name) == -1)
		return reply_unreadable(session, "PORT h1,h2,h3,h4,p1,p2");
	return go_to(session, &name);
}

struct sent
cmd_eprt(struct session *session, struct span argument)
{
	struct listener_name name;

	if (read_eprt(session, argument, &name) == -1)
		return reply_unreadable(session,
		    "EPRT |1|address|port| (IPv6: 2 for 1)");
	return go_to(session, &name);
}
