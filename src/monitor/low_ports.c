/* SPDX-License-Identifier: ISC */
/* Low ports for the broker: see low_ports.h. Monitor, as root. */
#include "monitor/low_ports.h"

#include <sys/socket.h>

#include "base/fd.h"
#include "wire/abilities.h"

static int
open_low_port(const struct monitor *monitor)
{
	union address local = monitor->facts.local;
	int on = 1;
	int fd = socket(local.any.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	address_set_port(&local, (uint16_t)monitor->conf->ftp_data_port);
	/* Other sessions have the same port; the clients differ. */
	if (fd == NO_FD ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, &local.any, address_size(&local)) == -1)
		fd_close(&fd);
	return fd;
}

void
low_ports_open(const struct monitor *monitor, uint64_t abilities,
    int fds_out[static LOW_PORTS])
{
	bool wanted = monitor->facts.privileged &&
	    monitor->conf->connect_from_port_20 &&
	    (abilities & MAY_CONNECT) != 0;

	for (int i = 0; i < LOW_PORTS; i++)
		fds_out[i] = wanted ? open_low_port(monitor) : NO_FD;
}
