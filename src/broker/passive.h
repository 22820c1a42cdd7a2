/* SPDX-License-Identifier: ISC */
/*
 * PASV and EPSV: a listener on the control connection's local address, and who
 * may connect to it. Only the client's own address gets through; a stranger is
 * dropped and waiting goes on.
 */
#ifndef BROKER_PASSIVE_H
#define BROKER_PASSIVE_H

#include <stdint.h>

#include "base/attrs.h"
#include "broker/broker.h"
#include "conf/conf.h"
#include "wire/handover.h"
#include "wire/refusal.h"

/*
 * A listener on a random free port of the configured range: GRANTED with
 * descriptor and port, REFUSED_NO_PORT, or REFUSED_FAILED with errno.
 */
enum refusal passive_listen(int *listener_out, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out) MUST_CHECK;

/*
 * The client's connection to broker->port.listener, up to accept_timeout:
 * non-blocking, the caller's. A `cancel` ends the wait: REFUSED_CANCELLED.
 */
enum refusal passive_accept(struct broker *broker, int *stream_out) MUST_CHECK;

#endif
