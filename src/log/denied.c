/* SPDX-License-Identifier: ISC */
/* Denied system calls on their way to the log: see denied.h. */
#include "log/denied.h"

#include <signal.h>

#include "log/event.h"

static volatile sig_atomic_t noted HOT;	/* 0: none */

void
denied_note(long number)
{
	noted = (sig_atomic_t)number;
}

void
denied_log(const char *role)
{
	int number = noted;

	if (number == 0)
		return;
	noted = 0;
	event_text(EV_DENIED_CALL, "The %s tried system call %d.", role,
	    number);
}
