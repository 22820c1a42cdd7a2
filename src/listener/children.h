/* SPDX-License-Identifier: ISC */
/* The listener's sessions: who is there, and how many from one address. */
#ifndef LISTENER_CHILDREN_H
#define LISTENER_CHILDREN_H

#include <netinet/in.h>
#include <sys/types.h>

#include "base/attrs.h"

/* More sessions than this are served, but not counted by address. */
#define CHILDREN_MOST 65536

struct child {
	pid_t pid;
	struct in6_addr address;	/* IPv4 ones mapped */
};

struct children {
	unsigned count;
	struct child *list;		/* CHILDREN_MOST of them */
};

void children_add(struct children *children, pid_t pid,
    const struct in6_addr *address);

/* Forgets a session; pids that are not in the list are ignored. */
void children_remove(struct children *children, pid_t pid);

unsigned children_from(const struct children *children,
    const struct in6_addr *address) MUST_CHECK;

/* Sends a signal to each of them. */
void children_signal(const struct children *children, int signal);

#endif
