/* SPDX-License-Identifier: ISC */
/*
 * The service manager that has started the listener: systemd, or who speaks as
 * it does. Its protocols, sd_notify(3) and sd_listen_fds(3), are some lines of
 * text; no library is linked for them. Without one all of this does nothing.
 */
#ifndef LISTENER_MANAGER_H
#define LISTENER_MANAGER_H

#include <stdint.h>

#include "base/attrs.h"

/* Descriptors that were handed over begin here. */
#define MANAGER_FIRST_FD 3

struct manager {
	int fd;			/* NO_FD: nobody wants to be told */
	int watchdog_ms;	/* say that we live this often; -1: never */
	unsigned sockets;	/* from MANAGER_FIRST_FD on: listening ones */
};

/* Reads the environment, before it is cleaned. A wrong one is fatal(): who sets
 * it has something in mind. */
void manager_learn(struct manager *manager);

/* Lines as in sd_notify(3), such as "READY=1". */
void manager_tell(const struct manager *manager, const char *lines);

/* RELOADING=1 with its moment; READY=1 ends it. */
void manager_tell_reloading(const struct manager *manager);

#endif
