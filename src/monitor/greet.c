/* SPDX-License-Identifier: ISC */
/* Greeting and waiting: see greet.h. Monitor, as root. */
#include "monitor/greet.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/deadline.h"
#include "log/event.h"
#include "wire/reply_line.h"

#define CONTROL 0	/* the control connection, as we were started */

/* Ending ------------------------------------------------------------------- */

/*
 * What the client has sent and nobody will read would make the kernel reset the
 * connection, and the reset can overtake the farewell. So it is dropped, up to
 * a bound; MSG_TRUNC means that not a byte of it comes into this process.
 */
static void NORETURN
end_connection(void)
{
	(void)shutdown(CONTROL, SHUT_WR);
	for (int i = 0; i < 64; i++)
		if (recv(CONTROL, NULL, 4096, MSG_TRUNC | MSG_DONTWAIT) <= 0)
			break;
	_exit(EXIT_FAILURE);
}

static void NORETURN
say_farewell(const char *line)
{
	(void)!send(CONTROL, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
	end_connection();
}

/* The listener has ended, or an administrator ends us. */
static void
on_term(int signal)
{
	(void)signal;
	say_farewell(FAREWELL_SERVER_GONE);
}

/* The same where nothing may be said. */
static void
on_silent_term(int signal)
{
	(void)signal;
	end_connection();
}

/* The greeting ------------------------------------------------------------- */

static void
send_all(const struct monitor *monitor, struct span bytes)
{
	struct deadline deadline =
	    deadline_in(monitor->conf->idle_session_timeout);
	struct pollfd control = { CONTROL, POLLOUT, 0 };

	while (bytes.len > 0) {
		ssize_t sent = send(CONTROL, bytes.at, bytes.len,
		    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent > 0)
			bytes = span_from(bytes, (size_t)sent);
		else if ((errno != EAGAIN && errno != EINTR) ||
		    poll(&control, 1, deadline_left_ms(deadline)) == 0)
			_exit(EXIT_FAILURE);
	}
}

static void
send_line(const struct monitor *monitor, unsigned code, char separator,
    struct span text)
{
	char storage[4096];
	struct buf line = BUF_OVER(storage);

	/* A longer line is cut: it is the administrator's, not a client's. */
	text = span_first(text, sizeof(storage) / 2 - sizeof("NNN \r\n"));
	reply_line_put(&line, code, separator, text);
	if (monitor->conf->log_ftp_protocol)
		event(EV_RESPONSE, &(struct facts){ .text = buf_span(&line) });
	buf_put_text(&line, "\r\n");
	send_all(monitor, buf_span(&line));
}

bool
greet_is_for_engine(const struct monitor *monitor)
{
	return monitor->conf->ssl_enable && monitor->conf->implicit_ssl;
}

const char *
greet_text(const struct monitor *monitor)
{
	const char *text = monitor->conf->ftpd_banner;

	if (monitor->banner.len > 0)
		return "";
	return text != NULL ? text : "(" PACKAGE_STRING ")";
}

static void
say_greeting(const struct monitor *monitor)
{
	struct span banner = monitor->banner;

	while (banner.len > 0)
		send_line(monitor, 220, '-', reply_line_split(&banner));
	send_line(monitor, 220, ' ', span_of(greet_text(monitor)));
}

void
greet_refuse(struct monitor *monitor, const char *text)
{
	if (!greet_is_for_engine(monitor))
		send_line(monitor, 421, ' ', span_of(text));
	end_connection();
}

/* The wait ----------------------------------------------------------------- */

/* A client may send its commands and close its side at once. */
static bool
has_spoken(void)
{
	int waiting = 0;

	return ioctl(CONTROL, FIONREAD, &waiting) == 0 && waiting > 0;
}

static void
await_client(const struct monitor *monitor)
{
	struct deadline deadline =
	    deadline_in(monitor->conf->idle_session_timeout);
	struct pollfd control = { CONTROL, POLLIN, 0 };
	int ready;

	do
		ready = poll(&control, 1, deadline_left_ms(deadline));
	while (ready == -1 && errno == EINTR);
	if (ready == 0 && greet_is_for_engine(monitor))
		end_connection();
	if (ready == 0)
		say_farewell(FAREWELL_IDLE);
	if (!has_spoken())
		_exit(EXIT_FAILURE);
}

/* Whoever has been greeted is told of the end, so before and not after. */
void
greet(const struct monitor *monitor)
{
	void (*before)(int) = signal(SIGTERM, greet_is_for_engine(monitor)
	    ? on_silent_term : on_term);

	if (!greet_is_for_engine(monitor))
		say_greeting(monitor);
	await_client(monitor);
	(void)signal(SIGTERM, before);
}
