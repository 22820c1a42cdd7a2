/* SPDX-License-Identifier: ISC */
/* The data connection of the next transfer: see sockets.h. Broker. */
#include "broker/sockets.h"

#include "base/fd.h"
#include "broker/active.h"
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

enum refusal
sockets_obtain(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, const struct channel *engine,
    int *stream_out)
{
	enum refusal refusal = REFUSED_NO_MODE;

	if (port->listener != NO_FD)
		refusal = passive_accept(port->listener, conf, facts,
		    engine->fd, stream_out);
	else if (port->has_target)
		refusal = active_connect(&port->target, conf, facts,
		    engine->fd, stream_out);
	sockets_forget(port);
	return refusal;
}

void
sockets_forget(struct data_port *port)
{
	fd_close(&port->listener);
	port->has_target = false;
}
