/* SPDX-License-Identifier: ISC */
/* What the listener listens on. */
#ifndef LISTENER_SOCKETS_H
#define LISTENER_SOCKETS_H

#include <poll.h>
#include <stdbool.h>

#include "conf/conf.h"

#define SOCKETS_MOST 64

struct sockets {
	struct pollfd list[SOCKETS_MOST];
	nfds_t count;
	nfds_t implicit;	/* from here on TLS begins at once */
};

/* On listen_port and listen_port_implicit, of the addresses that options name
 * or of all. One that cannot be listened on is fatal(). */
void sockets_open(struct sockets *sockets, const struct conf *conf, bool v4,
    bool v6);

/* Those that somebody else has opened, `count` from `first` on. */
void sockets_take(struct sockets *sockets, int first, unsigned count);

/* Nobody can connect any more. */
void sockets_close(struct sockets *sockets);

#endif
