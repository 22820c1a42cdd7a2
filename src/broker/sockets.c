/* SPDX-License-Identifier: ISC */
/* The data connection of the next transfer: see sockets.h. Broker. */
#include "broker/sockets.h"

#include <sys/socket.h>

#include "base/fd.h"
#include "broker/active.h"
#include "broker/broker.h"
#include "broker/passive.h"

bool
sockets_have_mode(const struct data_port *port)
{
	return port->listener != NO_FD || port->has_target;
}

enum refusal
sockets_listen(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out)
{
	sockets_forget(port);
	return passive_listen(&port->listener, conf, facts, port_out);
}

enum refusal
sockets_aim(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, struct span host, uint32_t number)
{
	enum refusal refusal;

	sockets_forget(port);
	refusal = active_aim(conf, facts, host, number, &port->target);
	port->has_target = refusal == GRANTED;
	return refusal;
}

/* Any port must do for who did not start as root. */
static int
source_of(struct broker *broker)
{
	return broker->conf->connect_from_port_20 && broker->facts->privileged
	    ? low_ports_take(&broker->low_ports)
	    : active_source(broker->facts);
}

void
sockets_drop(int *stream)
{
	/* One from a low port is open elsewhere as well. */
	if (*stream != NO_FD)
		(void)shutdown(*stream, SHUT_RDWR);
	fd_close(stream);
}

static enum refusal
connect_to_client(struct broker *broker, int *stream_out)
{
	enum refusal refusal;

	*stream_out = source_of(broker);
	refusal = active_connect(broker, *stream_out);
	if (refusal != GRANTED)
		sockets_drop(stream_out);
	return refusal;
}

enum refusal
sockets_obtain(struct broker *broker, int *stream_out)
{
	enum refusal refusal = REFUSED_NO_MODE;

	if (broker->port.listener != NO_FD)
		refusal = passive_accept(broker, stream_out);
	else if (broker->port.has_target)
		refusal = connect_to_client(broker, stream_out);
	sockets_forget(&broker->port);
	broker->may_sign = refusal == GRANTED;
	return refusal;
}

void
sockets_forget(struct data_port *port)
{
	fd_close(&port->listener);
	port->has_target = false;
}
