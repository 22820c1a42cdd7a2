/* SPDX-License-Identifier: ISC */
/* connect_from_port_20: the sockets that only root can make. */
#ifndef MONITOR_LOW_PORTS_H
#define MONITOR_LOW_PORTS_H

#include <stdint.h>

#include "monitor/monitor.h"

/*
 * For a session with these abilities: sockets bound to ftp_data_port where the
 * client's control connection arrived, which the broker can use again and
 * again. So nobody has to keep the right to bind one. NO_FD where a session
 * needs none, or none can be had.
 */
void low_ports_open(const struct monitor *monitor, uint64_t abilities,
    int fds_out[static LOW_PORTS]);

#endif
