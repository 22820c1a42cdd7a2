/* SPDX-License-Identifier: ISC */
/*
 * Data connections: a passive listener (PASV, EPSV) on the control
 * connection's local address, and who may connect to it. Only the client's
 * own address gets through; a stranger is dropped and waiting goes on.
 */
#ifndef BROKER_SOCKETS_H
#define BROKER_SOCKETS_H

#include <stdint.h>

#include "base/attrs.h"
#include "conf/conf.h"
#include "wire/channel.h"
#include "wire/handover.h"
#include "wire/refusal.h"

/* What the next transfer will use. At most one of them at a time. */
struct data_port {
	int listener;		/* NO_FD: none */
};

/*
 * Opens a listener on a random free port of the configured range; an earlier
 * one is closed. GRANTED with the port, REFUSED_NO_PORT, or REFUSED_FAILED with
 * errno.
 */
enum refusal sockets_listen(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out) MUST_CHECK;

/* The IPv4 address to announce in a 227, in network order; 0: there is none. */
uint32_t sockets_announced_host(const struct conf *conf,
    const struct session_facts *facts);

/*
 * Waits for the data connection, up to accept_timeout. The engine's channel is
 * watched meanwhile: a `cancel` ends the wait. The descriptor is non-blocking
 * and the caller's. The mode is used up, whatever comes out.
 */
enum refusal sockets_obtain(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, struct channel *engine,
    int *stream_out) MUST_CHECK;

void sockets_forget(struct data_port *port);

#endif
