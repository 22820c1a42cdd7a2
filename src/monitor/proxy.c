/* SPDX-License-Identifier: ISC */
/* The client behind a load balancer: see proxy.h. Monitor, as root. */
#include "monitor/proxy.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/deadline.h"
#include "base/network.h"
#include "monitor/proxy_header.h"

#define HEADER_SECONDS 10	/* a load balancer sends it at once */

static bool
is_load_balancer(const struct conf *conf, const union address *peer)
{
	return conf->proxy_protocol && networks_have(
	    span_of(conf->proxy_allow_from), &peer->any);
}

/* Waits for `wanted` bytes and looks at them, without taking them. */
static ssize_t
look(int control, char *bytes, int wanted, struct deadline deadline)
{
	struct pollfd ready = { .fd = control, .events = POLLIN };
	int waited;

	(void)setsockopt(control, SOL_SOCKET, SO_RCVLOWAT, &wanted,
	    sizeof(wanted));
	do {
		waited = poll(&ready, 1, deadline_left_ms(deadline));
	} while (waited == -1 && errno == EINTR);
	if (waited != 1)
		return -1;
	return recv(control, bytes, PROXY_HEADER_MAX, MSG_PEEK | MSG_DONTWAIT);
}

/* On the socket of an IPv6 listener every client has an IPv6 address. */
static void
fit_family(union address *client, const union address *peer)
{
	const union address v4 = *client;

	if (peer->any.sa_family == AF_INET6 && v4.any.sa_family == AF_INET) {
		(void)!address_of_host(span_make(&v4.v4.sin_addr, 4), peer,
		    client);
		address_set_port(client, address_port(&v4));
	}
}

static struct refusal_text
refused(const char *log)
{
	return (struct refusal_text){ "Service not available.", log };
}

struct refusal_text
proxy_learn_client(const struct conf *conf, int control, union address *peer)
{
	struct deadline deadline = deadline_in(HEADER_SECONDS);
	enum proxy_header header = PROXY_CUT;
	char bytes[PROXY_HEADER_MAX];
	union address client;
	ssize_t here = 0;
	size_t len = 1;
	int one = 1;

	if (!is_load_balancer(conf, peer))
		return (struct refusal_text){ NULL, NULL };
	while (header == PROXY_CUT) {
		ssize_t before = here;

		here = look(control, bytes, (int)len, deadline);
		if (here <= before)
			return refused("Connection refused: no PROXY header "
			    "came.");
		header = proxy_header_read(span_make(bytes, (size_t)here),
		    &len, &client);
	}
	if (header == PROXY_WRONG)
		return refused("Connection refused: the PROXY header is "
		    "wrong.");
	(void)setsockopt(control, SOL_SOCKET, SO_RCVLOWAT, &one, sizeof(one));
	if (recv(control, bytes, len, 0) != (ssize_t)len)
		return refused("Connection refused: the PROXY header was "
		    "cut.");
	if (header == PROXY_CLIENT) {
		fit_family(&client, peer);
		*peer = client;
	}
	return (struct refusal_text){ NULL, NULL };
}
