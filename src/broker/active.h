/* SPDX-License-Identifier: ISC */
/*
 * PORT and EPRT: where the client listens, whether we may go there, and the
 * connection to it. Unless port_promiscuous is set that is the control
 * connection's peer and nobody else; a port below 1024 never (RFC 2577).
 */
#ifndef BROKER_ACTIVE_H
#define BROKER_ACTIVE_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"
#include "broker/broker.h"
#include "conf/conf.h"
#include "wire/handover.h"
#include "wire/refusal.h"

/* GRANTED with the target, or REFUSED_DENIED. `host` has 4 or 16 bytes. */
enum refusal active_aim(const struct conf *conf,
    const struct session_facts *facts, struct span host, uint32_t port,
    union address *target_out) MUST_CHECK;

/* A non-blocking socket on the control connection's local address, on any port;
 * the caller's. NO_FD when there is none. */
int active_source(const struct session_facts *facts) MUST_CHECK;

/*
 * Connects this socket to broker->port.target, waiting up to connect_timeout. A
 * `cancel` ends the wait: REFUSED_CANCELLED. NO_FD for a socket is refused like
 * a connection that did not come about.
 */
enum refusal active_connect(struct broker *broker, int source) MUST_CHECK;

#endif
