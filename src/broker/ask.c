/* SPDX-License-Identifier: ISC */
/* Questions to the monitor: see ask.h. Broker; the monitor is trusted. */
#include "broker/ask.h"

#include <errno.h>

#include "base/fail.h"
#include "base/fd.h"

/* 0 when the question was answered, -1 when there is nobody to ask. */
static int
await(struct broker *broker, int sent, struct message *answer_out)
{
	if (broker->monitor.fd == NO_FD) {
		errno = EPERM;
		return -1;
	}
	if (sent == -1)
		broker_end(broker);
	switch (channel_receive(&broker->monitor, answer_out)) {
	case RECEIVED:
		return 0;
	case PEER_GONE:
		broker_end(broker);
	case VIOLATION:
		bug("the monitor sent %s", broker->monitor.violation);
	}
	return -1;
}

int
ask_give_away(struct broker *broker, int file)
{
	struct message answer;
	int sent = channel_send_give_away(&broker->monitor,
	    &(struct msg_give_away){ .file = file });

	if (await(broker, sent, &answer) == -1)
		return -1;
	errno = (int)answer.as.give_away_reply.error;
	return errno == 0 ? 0 : -1;
}

void
ask_sign_data(struct broker *broker, const struct msg_sign *wish,
    struct message *answer_out)
{
	if (await(broker, channel_send_sign(&broker->monitor, wish),
	    answer_out) == -1)
		answer_out->as.sign_reply.signature = span_of("");
}
