/* SPDX-License-Identifier: ISC */
/*
 * The engine: one command after the other, and the farewell. It runs as
 * nobody in an empty directory with no right but to read and write what it
 * was handed; every byte from the client is looked at here and nowhere else.
 */
#include "engine/engine.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/ask.h"
#include "engine/command.h"
#include "engine/control.h"
#include "engine/manifest.h"
#include "engine/reply.h"
#include "engine/run.h"
#include "engine/secure.h"
#include "log/denied.h"
#include "log/title.h"
#include "table/page.h"
#include "wire/reply_line.h"

/* Leaving ------------------------------------------------------------------ */

/* What each way to leave says (NULL: nothing), and its exit status. */
static const struct {
	const char *farewell;
	int status;
} ways_to_leave[] = {
	[LEAVE_QUIT] = { NULL, EXIT_SUCCESS },
	[LEAVE_CLIENT_GONE] = { NULL, EXIT_FAILURE },
	[LEAVE_IDLE] = { FAREWELL_IDLE, EXIT_FAILURE },
	[LEAVE_STALLED] = { "421 Data connection timeout.\r\n", EXIT_FAILURE },
	[LEAVE_SERVER_GONE] = { FAREWELL_SERVER_GONE, EXIT_FAILURE },
	[LEAVE_TOLD] = { NULL, EXIT_FAILURE },
};

/*
 * Unread input would make the kernel reset the connection, and the reset can
 * overtake the farewell: so it is read, up to a bound, and dropped.
 */
static void
drain(int control)
{
	for (int i = 0; i < 64; i++)
		if (recv(control, NULL, 4096, MSG_TRUNC | MSG_DONTWAIT) <= 0)
			return;
}

/* At the end the channel's hang-up and the signal come together, but only one
 * of them may speak; and nobody in clear once TLS is on. A signal handler has
 * no argument. */
static volatile sig_atomic_t has_spoken HOT;

void
be_quiet_in_clear(void)
{
	has_spoken = true;
}

static void
say_raw(int control, const char *line)
{
	if (has_spoken)
		return;
	has_spoken = true;
	(void)!send(control, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* What the socket does not take now, nobody waits for. */
static void
say_last(struct session *session, const char *line)
{
	if (!secure_is_on(session))
		say_raw(session->control.fd, line);
	else
		(void)!stream_send(&session->control, span_of(line));
}

void
leave(struct session *session, enum leaving why)
{
	int control = session->control.fd;

	if (ways_to_leave[why].farewell != NULL)
		say_last(session, ways_to_leave[why].farewell);
	if (why != LEAVE_CLIENT_GONE)
		(void)!stream_say_close(&session->control);
	if (why != LEAVE_QUIT && why != LEAVE_CLIENT_GONE)
		(void)shutdown(control, SHUT_WR);
	if (why != LEAVE_CLIENT_GONE)
		drain(control);
	_exit(ways_to_leave[why].status);
}

/* The kernel sends this when our parent, monitor or broker, has died. Where it
 * may not speak, whoever waits for the client finds the channel closed. */
static void
on_parent_death(int signal)
{
	(void)signal;
	if (has_spoken)
		return;
	say_raw(0, ways_to_leave[LEAVE_SERVER_GONE].farewell);
	_exit(EXIT_FAILURE);
}

/* Starting ----------------------------------------------------------------- */

/* One per process: an event has no argument that could carry it. */
static struct session the_session;

static void
forward_event(enum event_kind kind, const struct facts *facts)
{
	tell_note(&the_session, kind, facts->text);
}

static void
session_init(struct session *session, const struct engine_start *start)
{
	session->conf = start->conf;
	session->load = start->load;
	session->facts = start->facts;
	session->page = start->page;
	session->control.fd = start->control;
	session->state = NO_NAME;
	session->is_ascii = true;
	session->out = BUF_OVER(session->out_storage);
	channel_init(&session->server, start->monitor, ENGINE, MONITOR);
	/* Both phases answer us; which may be asked what is their business. */
	session->server.phase = IN_LOGIN;
	log_forward_to(forward_event);
}

static void
enter_jail(const struct engine_start *start)
{
	unsigned missing;

	(void)signal(SIGTERM, on_parent_death);
	jail_report_denied_to(denied_note);
	missing = jail_apply(start->tls != NULL ? &engine_tls_manifest
	    : &engine_manifest, start->jail);
	if (missing != 0)
		event_text(EV_JAIL_PARTIAL,
		    "This kernel lacks a part of the engine's jail:%s%s.",
		    (missing & MISSING_LANDLOCK) != 0 ? " Landlock" : "",
		    (missing & MISSING_SECCOMP) != 0 ? " seccomp" : "");
}

void
engine_run(const struct engine_start *start)
{
	struct session *session = &the_session;

	session_init(session, start);
	if (start->is_implicit)
		be_quiet_in_clear();
	page_begin(session->page, start->taken_us);
	secure_init(session, start);
	enter_jail(start);
	if (start->is_implicit) {
		secure_control(session);
		reply_message(session, 220, start->banner);
		(void)reply_span(session, 220, start->greeting);
	}
	if (session->conf->setproctitle_enable)
		title_show(span_of("not logged in"));
	for (;;) {
		(void)command_dispatch(session, control_next_line(session));
		denied_log("engine");
	}
}
