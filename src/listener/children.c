/* SPDX-License-Identifier: ISC */
/* The listener's sessions: see children.h. Listener. */
#include "listener/children.h"

#include <signal.h>
#include <string.h>

void
children_add(struct children *children, pid_t pid,
    const struct in6_addr *address)
{
	if (children->count == CHILDREN_MOST)
		return;
	children->list[children->count++] =
	    (struct child){ .pid = pid, .address = *address };
}

void
children_remove(struct children *children, pid_t pid)
{
	for (unsigned i = 0; i < children->count; i++) {
		if (children->list[i].pid != pid)
			continue;
		children->list[i] = children->list[--children->count];
		return;
	}
}

unsigned
children_from(const struct children *children,
    const struct in6_addr *address)
{
	unsigned found = 0;

	for (unsigned i = 0; i < children->count; i++)
		if (memcmp(&children->list[i].address, address,
		    sizeof(*address)) == 0)
			found++;
	return found;
}

void
children_signal(const struct children *children, int signal)
{
	for (unsigned i = 0; i < children->count; i++)
		(void)kill(children->list[i].pid, signal);
}
