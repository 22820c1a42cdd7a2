/* SPDX-License-Identifier: ISC */
/*
 * Passive ports: see passive.h. Broker. Whoever connects to one is a stranger
 * until its address has been compared.
 */
#include "broker/passive.h"

#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "base/network.h"
#include "broker/patience.h"
#include "broker/traffic.h"
#include "log/event.h"
#include "wire/address.h"

/* Strangers may queue up before the client, which must find room all the same:
 * until the transfer begins nobody is dropped. */
#define BACKLOG 64

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

static unsigned
count_of(struct port_range range)
{
	return range.high - range.low + 1;
}

/* Uniform over the range: values that would favour low ports are redrawn. */
static unsigned
random_port(struct port_range range)
{
	uint32_t count = count_of(range);
	uint32_t fair = UINT32_MAX - UINT32_MAX % count;
	uint32_t drawn;

	do {
		if (getrandom(&drawn, sizeof(drawn), 0) != sizeof(drawn))
			fatal("getrandom: %s", strerror(errno));
	} while (drawn >= fair);
	return range.low + drawn % count;
}

static unsigned
port_after(struct port_range range, unsigned port)
{
	return port == range.high ? range.low : port + 1;
}

/* A listening socket on this port, or -1 with errno. */
static int
listen_on(const union address *local, const struct conf *conf, unsigned port)
{
	union address address = *local;
	int on = 1;
	int fd = socket(local->any.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		return -1;
	address_set_port(&address, (uint16_t)port);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	traffic_prepare(fd, local, conf);
	if (bind(fd, &address.any, address_size(&address)) == -1 ||
	    listen(fd, BACKLOG) == -1)
		fd_close(&fd);
	return fd;
}

static bool
is_port_taken(void)
{
	return errno == EADDRINUSE || errno == EACCES;
}

/* More random tries than ports are of no use. */
static unsigned
random_tries(const struct conf *conf, struct port_range range)
{
	return conf->bind_retries < count_of(range) ? conf->bind_retries
	    : count_of(range);
}

enum refusal
passive_listen(int *listener_out, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out)
{
	struct port_range range = configured_range(conf);
	unsigned drawn = random_tries(conf, range);
	unsigned port = range.low;

	/* Luck is not enough in a narrow range: after it comes every port, from
	 * wherever the last draw was, so that none is likelier than others. */
	for (unsigned i = 0; i < drawn + count_of(range); i++) {
		port = i < drawn ? random_port(range) : port_after(range, port);
		*listener_out = listen_on(&facts->local, conf, port);
		*port_out = (uint16_t)port;
		if (*listener_out != NO_FD)
			return GRANTED;
		if (!is_port_taken())
			return REFUSED_FAILED;
	}
	return REFUSED_NO_PORT;
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

/* The client, or what the configuration lets come in its stead. */
static bool
may_connect(const struct broker *broker, const union address *from)
{
	const char *networks = broker->conf->pasv_allow_from;

	if (address_is_same_host(from, &broker->facts->peer))
		return true;
	return networks != NULL
	    ? networks_have(span_of(networks), &from->any)
	    : broker->conf->pasv_promiscuous;
}

/* Whoever is waiting stays in the queue, and asking again would be a loop
 * without an end. */
static bool
is_out_of_means(void)
{
	return errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
	    errno == ENOBUFS;
}

/* The first of the queue, if it is the client; NO_FD if not. One at a time, so
 * that a crowd of strangers outlasts neither deadline nor cancel. */
static enum refusal
accept_first(const struct broker *broker, int *stream_out)
{
	union address from;
	socklen_t size = sizeof(from);

	*stream_out = accept4(broker->port.listener, &from.any, &size,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (*stream_out == NO_FD)
		return is_out_of_means() ? REFUSED_NO_STREAM : GRANTED;
	if (!may_connect(broker, &from)) {
		fd_close(stream_out);
		log_stranger(&from);
	}
	return GRANTED;
}

enum refusal
passive_accept(struct broker *broker, int *stream_out)
{
	struct deadline deadline = deadline_in(broker->conf->accept_timeout);
	enum refusal refusal = accept_first(broker, stream_out);

	while (refusal == GRANTED && *stream_out == NO_FD) {
		refusal = patience_wait(broker, broker->port.listener, POLLIN,
		    deadline);
		if (refusal == GRANTED)
			refusal = accept_first(broker, stream_out);
	}
	return refusal;
}
