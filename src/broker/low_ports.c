/* SPDX-License-Identifier: ISC */
/* Connections from ftp_data_port: see low_ports.h. Broker, as the user. */
#include "broker/low_ports.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"

void
low_ports_init(struct low_ports *ports, const int fds[static LOW_PORTS])
{
	memcpy(ports->fds, fds, sizeof(ports->fds));
	ports->next = 0;
}

/* connect(2) to no address dissolves the connection and keeps the port. As a
 * rule both sides have closed it long ago; if not, the client sees a reset. */
static int
dissolve(int fd)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	int ignored;
	socklen_t size = sizeof(ignored);

	if (connect(fd, &nowhere, sizeof(nowhere)) == -1)
		return -1;
	/* What it failed of would be taken for the fate of the next one. */
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &ignored, &size);
}

int
low_ports_take(struct low_ports *ports)
{
	int fd = ports->fds[ports->next];

	ports->next = (ports->next + 1) % LOW_PORTS;
	if (fd == NO_FD || dissolve(fd) == -1)
		return NO_FD;
	return dup(fd);
}
