/* SPDX-License-Identifier: ISC */
/*
 * The data connection of the next transfer: the mode that PASV, EPSV, PORT or
 * EPRT has set, and its use. A mode takes the place of an earlier one, and is
 * used up by one transfer, whatever comes of it.
 */
#ifndef BROKER_SOCKETS_H
#define BROKER_SOCKETS_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"
#include "conf/conf.h"
#include "wire/handover.h"
#include "wire/refusal.h"

struct broker;

/* At most one of the two at a time. */
struct data_port {
	int listener;		/* NO_FD: none */
	bool has_target;
	union address target;
};

bool sockets_have_mode(const struct data_port *port) MUST_CHECK;

/* PASV, EPSV: as passive_listen(). */
enum refusal sockets_listen(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, uint16_t *port_out) MUST_CHECK;

/* PORT, EPRT: as active_aim(). Refused, there is no mode. */
enum refusal sockets_aim(struct data_port *port, const struct conf *conf,
    const struct session_facts *facts, struct span host, uint32_t number)
    MUST_CHECK;

/*
 * Waits for the data connection as long as the options say, or until the
 * engine says `cancel` (patience.h). The descriptor is non-blocking and the
 * caller's; closing it need not end the connection (low_ports.h).
 */
enum refusal sockets_obtain(struct broker *broker, int *stream_out) MUST_CHECK;

/* Ends and closes what was obtained and is not wanted; NO_FD is nothing. */
void sockets_drop(int *stream);

void sockets_forget(struct data_port *port);

#endif
