/* SPDX-License-Identifier: ISC */
/*
 * Sockets bound to ftp_data_port, which the monitor has made while it was root
 * (connect_from_port_20). Here they are connected to the client, one transfer
 * after the other.
 */
#ifndef BROKER_LOW_PORTS_H
#define BROKER_LOW_PORTS_H

#include "base/attrs.h"
#include "wire/handover.h"

struct low_ports {
	int fds[LOW_PORTS];	/* NO_FD: it could not be had */
	unsigned next;		/* the one that was used longest ago */
};

void low_ports_init(struct low_ports *ports, const int fds[static LOW_PORTS]);

/*
 * A socket that is not connected, the caller's; what it was connected to until
 * now is cut off. NO_FD when there is none. To close it does not end its
 * connection, since these are kept: shutdown(2) does.
 */
int low_ports_take(struct low_ports *ports) MUST_CHECK;

#endif
