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
#include "conf/conf.h"
#include "wire/handover.h"
#include "wire/refusal.h"

/* GRANTED with the target, or REFUSED_DENIED. `host` has 4 or 16 bytes. */
enum refusal active_aim(const struct conf *conf,
    const struct session_facts *facts, struct span host, uint32_t port,
    union address *target_out) MUST_CHECK;

/*
 * The connection, up to connect_timeout: non-blocking, the caller's. Anything
 * on the descriptor `engine` ends the wait: REFUSED_CANCELLED.
 */
enum refusal active_connect(const union address *target,
    const struct conf *conf, const struct session_facts *facts, int engine,
    int *stream_out) MUST_CHECK;

#endif
