/* SPDX-License-Identifier: ISC */
/* Waiting in the middle of an answer: see patience.h. Broker. */
#include "broker/patience.h"

#include <errno.h>
#include <poll.h>

#include "log/event.h"

/* What the engine says meanwhile; whether that ends the wait. The channel aside
 * is made here, since most sessions never touch its pages. */
static bool
is_cancelled(struct broker *broker)
{
	struct message message;

	channel_init(&broker->aside, broker->engine.fd, BROKER, ENGINE);
	broker->aside.phase = broker->engine.phase;
	switch (channel_receive(&broker->aside, &message)) {
	case PEER_GONE:
		return true;	/* who receives next is told so, too */
	case VIOLATION:
		broker_hang_up(broker, broker->aside.violation);
	case RECEIVED:
		break;
	}
	if (message.kind == MSG_cancel)
		return true;
	if (message.kind != MSG_note)
		broker_hang_up(broker, "a request before the last was "
		    "answered");
	broker_note(&message.as.note);
	return false;
}

enum refusal
patience_wait(struct broker *broker, int fd, short events,
    struct deadline deadline)
{
	struct pollfd fds[] = {
		{ .fd = fd, .events = events },
		{ .fd = broker->engine.fd, .events = POLLIN },
	};

	for (;;) {
		int ready = poll(fds, COUNT_OF(fds),
		    deadline_left_ms(deadline));

		if (ready == -1 && errno == EINTR)
			continue;
		if (ready > 0 && fds[1].revents != 0 && is_cancelled(broker))
			return REFUSED_CANCELLED;
		/* Notes that come and come must not hold up the rest. */
		if (ready == -1 || deadline_has_passed(deadline))
			return REFUSED_NO_STREAM;
		if (fds[0].revents != 0)
			return GRANTED;
	}
}
