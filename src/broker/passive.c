/* SPDX-License-Identifier: ISC */
/*
 * Passive ports: see passive.h. Broker. Whoever connects to one is a stranger
 * until its address has been compared.
 */
#include "broker/passive.h"

#include <errno.h>
#include <netinet/ip.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "broker/address.h"
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
	address_set_port(&address, (uint16_t)port);
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
passive_listen(int *listener_out, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out)
{
	struct port_range range = configured_range(conf);
	unsigned tries = conf->bind_retries > 0 ? conf->bind_retries : 1;
	unsigned number = 0;

	*listener_out = NO_FD;
	for (unsigned i = 0; i < tries && *listener_out == NO_FD; i++) {
		number = random_port(range);
		*listener_out = listen_on(&facts->local, number);
		if (*listener_out == NO_FD && !is_port_taken())
			return REFUSED_FAILED;
	}
	/* Luck is not enough in a narrow range: look at every port of it. */
	for (unsigned i = range.low; i <= range.high &&
	    *listener_out == NO_FD; i++) {
		number = i;
		*listener_out = listen_on(&facts->local, number);
		if (*listener_out == NO_FD && !is_port_taken())
			return REFUSED_FAILED;
	}
	*port_out = (uint16_t)number;
	return *listener_out == NO_FD ? REFUSED_NO_PORT : GRANTED;
}

static void
log_stranger(const union address *from)
{
	char storage[64];
	struct buf text = BUF_OVER(storage);

	address_put(&text, from);
	event_text(EV_STRANGER,
	    "Dropped a connection to the passive port from %s.",
	    buf_text(&text));
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
		    address_is_same_host(&from, &facts->peer))
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
passive_accept(int listener, const struct conf *conf,
    const struct session_facts *facts, int engine, int *stream_out)
{
	struct deadline deadline = deadline_in(conf->accept_timeout);
	enum refusal refusal = GRANTED;

	*stream_out = accept_client(listener, conf, facts);
	while (*stream_out == NO_FD && refusal == GRANTED) {
		refusal = wait_for_client(listener, engine, deadline);
		if (refusal == GRANTED)
			*stream_out = accept_client(listener, conf, facts);
	}
	return refusal;
}
