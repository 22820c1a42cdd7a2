/* SPDX-License-Identifier: ISC */
/* The end of a role: see farewell.h. Monitor and broker. */
#include "log/farewell.h"

#include <stdlib.h>

#include "log/event.h"

enum farewell
farewell(const char *role, pid_t child, int *status_out)
{
	int status = 0;
	enum farewell how = child_reap(child, FAREWELL_MS, &status);

	if (how == CHILD_KILLED)
		event_text(EV_ROLE_DIED, "The %s died of signal %d.", role,
		    status);
	else if (how == CHILD_STUCK)
		event_text(EV_ROLE_DIED, "The %s did not end in time.", role);
	*status_out = how == CHILD_EXITED ? status : EXIT_FAILURE;
	return how;
}
