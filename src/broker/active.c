/* SPDX-License-Identifier: ISC */
/*
 * Active mode: see active.h. Broker. Address and port come from the client, and
 * would make of us a tool against others if they were taken as they are.
 */
#include "broker/active.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fd.h"
#include "broker/patience.h"
#include "broker/traffic.h"
#include "wire/address.h"

#define PORT_LEAST 1024		/* below are services, and not clients */

enum refusal
active_aim(const struct conf *conf, const struct session_facts *facts,
    struct span host, uint32_t port, union address *target_out)
{
	if (port < PORT_LEAST || port > UINT16_MAX ||
	    address_of_host(host, &facts->local, target_out) == -1)
		return REFUSED_DENIED;
	if (!conf->port_promiscuous) {
		if (!address_is_same_host(target_out, &facts->peer))
			return REFUSED_DENIED;
		/* What is compared and what is connected to are the same by
		 * construction, whatever the comparison overlooks. */
		*target_out = facts->peer;
	}
	address_set_port(target_out, (uint16_t)port);
	return GRANTED;
}

int
active_source(const struct session_facts *facts)
{
	union address source = facts->local;
	int on = 1;
	int fd = socket(source.any.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == NO_FD)
		return NO_FD;
	address_set_port(&source, 0);
	/* The port is found by connect(2) then, which can take one again that
	 * an ended connection to elsewhere still occupies. */
	(void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
	    sizeof(on));
	if (bind(fd, &source.any, address_size(&source)) == -1)
		fd_close(&fd);
	return fd;
}

static int
start_connecting(int fd, const union address *target, const struct conf *conf)
{
	traffic_prepare(fd, target, conf);
	if (connect(fd, &target->any, address_size(target)) == -1 &&
	    errno != EINPROGRESS)
		return -1;
	return 0;
}

static bool
is_connected(int fd)
{
	int error = 0;
	socklen_t size = sizeof(error);

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
	    error == 0;
}

enum refusal
active_connect(struct broker *broker, int source)
{
	struct deadline deadline = deadline_in(broker->conf->connect_timeout);
	enum refusal refusal;

	if (source == NO_FD || start_connecting(source, &broker->port.target,
	    broker->conf) == -1)
		return REFUSED_NO_STREAM;
	refusal = patience_wait(broker, source, POLLOUT, deadline);
	return refusal == GRANTED && !is_connected(source) ? REFUSED_NO_STREAM
	    : refusal;
}
