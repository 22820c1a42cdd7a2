/* SPDX-License-Identifier: ISC */
/*
 * Data connections: see sockets.h. Broker. Whoever connects to a passive port
 * is a stranger until its address has been compared.
 */
#include "broker/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fail.h"
#include "base/fd.h"
#include "log/event.h"

struct port_range {
	unsigned low, high;	/* both inclusive */
};

/* The range as vsftpd reads its two options (spec: protocol.md 3.2). */
static struct port_range
configured_range(const struct conf *conf)
{
	struct port_range range = { 1024, 65535 };

	if (conf->pasv_min_port > 1024 && conf->pasv_min_port <= 65535)
		range.low = conf->pasv_min_port;
	if (conf->pasv_max_port >= range.low && conf->pasv_max_port < 65535)
		range.high = conf->pasv_max_port;
	return range;
}

/* Uniform over the range: values that would favour low ports are redrawn. */
static unsigned
random_port(struct port_range range)
{
	uint32_t count = range.high - range.low + 1;
	uint32_t fair = UINT32_MAX - UINT32_MAX % count;
	uint32_t drawn;

	do {
		if (getrandom(&drawn, sizeof(drawn), 0) != sizeof(drawn))
			fatal("getrandom: %s", strerror(errno));
	} while (drawn >= fair);
	return range.low + drawn % count;
}

static void
set_port(union address *address, uint16_t port)
{
	if (address->any.sa_family == AF_INET6)
		address->v6.sin6_port = htons(port);
	else
		address->v4.sin_port = htons(port);
}

static socklen_t
address_size(const union address *address)
{
	return address->any.sa_family == AF_INET6 ? sizeof(address->v6)
	    : sizeof(address->v4);
}

/* A listening socket on this port, or -1 with errno. */
static int
listen_on(const union address *local, unsigned port)
{
	union address address = *local;
	int on = 1, bulk = IPTOS_THROUGHPUT;
	int fd = socket(local->any.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		return -1;
	set_port(&address, (uint16_t)port);
	/* Accepted sockets inherit both options. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	(void)setsockopt(fd, IPPROTO_IP, IP_TOS, &bulk, sizeof(bulk));
	if (bind(fd, &address.any, address_size(&address)) == -1 ||
	    listen(fd, 1) == -1)
		fd_close(&fd);
	return fd;
}

static bool
is_port_taken(void)
{
	return errno == EADDRINUSE || errno == EACCES;
}

enum refusal
sockets_listen(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out)
{
	struct port_range range = configured_range(conf);
	unsigned tries = conf->bind_retries > 0 ? conf->bind_retries : 1;
	unsigned number = 0;

	sockets_forget(port);
	for (unsigned i = 0; i < tries && port->listener == NO_FD; i++) {
		number = random_port(range);
		port->listener = listen_on(&facts->local, number);
		if (port->listener == NO_FD && !is_port_taken())
			return REFUSED_FAILED;
	}
	/* Luck is not enough in a narrow range: look at every port of it. */
	for (unsigned i = range.low; i <= range.high &&
	    port->listener == NO_FD; i++) {
		number = i;
		port->listener = listen_on(&facts->local, number);
		if (port->listener == NO_FD && !is_port_taken())
			return REFUSED_FAILED;
	}
	*port_out = (uint16_t)number;
	return port->listener == NO_FD ? REFUSED_NO_PORT : GRANTED;
}

/* The IPv4 address within, in network order; 0 for a genuine IPv6 one. */
static uint32_t
ipv4_of(const union address *address)
{
	uint32_t host = 0;

	if (address->any.sa_family == AF_INET)
		return address->v4.sin_addr.s_addr;
	if (IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr))
		memcpy(&host, &address->v6.sin6_addr.s6_addr[12], sizeof(host));
	return host;
}

uint32_t
sockets_announced_host(const struct conf *conf,
    const struct session_facts *facts)
{
	struct in_addr configured;

	if (conf->pasv_address != NULL &&
	    inet_aton(conf->pasv_address, &configured) != 0)
		return configured.s_addr;
	return ipv4_of(&facts->local);
}

/* The same host? A link-local address means another host on another link. */
static bool
is_same_host(const union address *a, const union address *b)
{
	uint32_t a4 = ipv4_of(a), b4 = ipv4_of(b);

	if (a4 != 0 || b4 != 0)
		return a4 == b4;
	return a->any.sa_family == AF_INET6 && b->any.sa_family == AF_INET6 &&
	    memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr,
	    sizeof(a->v6.sin6_addr)) == 0 &&
	    (!IN6_IS_ADDR_LINKLOCAL(&a->v6.sin6_addr) ||
	    a->v6.sin6_scope_id == b->v6.sin6_scope_id);
}

static void
log_stranger(const union address *from)
{
	char text[INET6_ADDRSTRLEN] = "?";

	if (from->any.sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6, &from->v6.sin6_addr, text,
		    sizeof(text));
	else
		(void)inet_ntop(AF_INET, &from->v4.sin_addr, text,
		    sizeof(text));
	event_text(EV_STRANGER,
	    "Dropped a connection to the passive port from %s.", text);
}

/* One connection from the backlog that is the client's, or NO_FD. */
static int
accept_client(int listener, const struct conf *conf,
    const struct session_facts *facts)
{
	for (;;) {
		union address from;
		socklen_t size = sizeof(from);
		int fd = accept4(listener, &from.any, &size,
		    SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd == NO_FD && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd == NO_FD || conf->pasv_promiscuous ||
		    is_same_host(&from, &facts->peer))
			return fd;
		fd_close(&fd);
		log_stranger(&from);
	}
}

/* Until the listener is readable. Anything from the engine ends the wait. */
static enum refusal
wait_for_client(int listener, int engine, struct deadline deadline)
{
	struct pollfd fds[] = {
		{ .fd = listener, .events = POLLIN },
		{ .fd = engine, .events = POLLIN },
	};
	int ready;

	do {
		ready = poll(fds, COUNT_OF(fds), deadline_left_ms(deadline));
	} while (ready == -1 && errno == EINTR);
	if (ready <= 0)
		return REFUSED_NO_STREAM;
	return fds[1].revents != 0 ? REFUSED_CANCELLED : GRANTED;
}

enum refusal
sockets_obtain(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, struct channel *engine,
    int *stream_out)
{
	struct deadline deadline = deadline_in(conf->accept_timeout);
	enum refusal refusal = GRANTED;

	if (port->listener == NO_FD)
		return REFUSED_NO_MODE;
	*stream_out = accept_client(port->listener, conf, facts);
	while (*stream_out == NO_FD && refusal == GRANTED) {
		refusal = wait_for_client(port->listener, engine->fd, deadline);
		if (refusal == GRANTED)
			*stream_out = accept_client(port->listener, conf,
			    facts);
	}
	sockets_forget(port);
	return refusal;
}

void
sockets_forget(struct data_port *port)
{
	fd_close(&port->listener);
}
