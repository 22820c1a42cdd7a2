/* SPDX-License-Identifier: ISC */
/*
 * The built-in superserver, for people who run none: accept, count, fork a
 * session. It reads nothing from a connection.
 */
#ifndef LISTENER_LISTENER_H
#define LISTENER_LISTENER_H

#include "base/attrs.h"
#include "conf/conf.h"
#include "listener/manager.h"

/* What the listener needs from main.c. */
struct listener_start {
	struct conf_load *load;
	/* Loads everything again, files and -o in their order. NULL, and the
	 * reasons on standard error, when there are faults. */
	struct conf_load *(*reload)(void);
	/* Ahead of each session: makes ready what it would have to do itself.
	 * The descriptor that it has to keep for that, or NO_FD. */
	int (*renew)(const struct conf_load *load);
	/* Serves descriptor 0. The counts include this connection. */
	void (*session)(struct conf_load *load, unsigned clients,
	    unsigned clients_here) NORETURN;
	const struct manager *manager;
	bool listen_v4;
	bool listen_v6;
};

/*
 * Listens and serves. SIGTERM closes the sockets, and the listener ends with
 * its last session; a second one, or SIGINT, ends the sessions, too. SIGHUP
 * reloads. An address that cannot be listened on is fatal().
 */
void listener_run(const struct listener_start *start) NORETURN;

#endif
