/* SPDX-License-Identifier: ISC */
/* Denied system calls, from the handler to the log. */
#include <stdio.h>
#include <string.h>

#include "log/denied.h"
#include "log/event.h"
#include "tap.h"

static unsigned events;
static enum event_kind last_kind;
static char last_text[200];

static void
remember(enum event_kind kind, const struct facts *facts)
{
	events++;
	last_kind = kind;
	(void)snprintf(last_text, sizeof(last_text), "%.*s",
	    SPAN_ARGS(facts->text));
}

int
main(void)
{
	log_forward_to(remember);
	denied_log("engine");
	is_num(events, 0, "nothing was denied, so nothing is logged");
	denied_note(57);
	is_num(events, 0, "nothing is logged where it is denied");
	denied_log("engine");
	is_num(events, 1, "it is logged at the next look");
	ok(last_kind == EV_DENIED_CALL, "as the event DENIED_CALL");
	is_text(last_text, "The engine tried system call 57.",
	    "with role and number");
	denied_log("engine");
	is_num(events, 1, "and once only");
	denied_note(59);
	denied_note(101);
	denied_log("broker");
	is_num(events, 2, "two before a look are one");
	is_text(last_text, "The broker tried system call 101.",
	    "the last of them");
	return done_testing();
}
