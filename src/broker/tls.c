/* SPDX-License-Identifier: ISC */
/*
 * Encrypted data connections: see tls.h. Broker. Handshakes are the engine's,
 * the key is the monitor's, and which data connections there are is known here.
 */
#include "broker/tls.h"

#include "base/fd.h"
#include "broker/ask.h"
#include "wire/abilities.h"

bool
is_too_clear(const struct broker *broker, uint32_t encrypted)
{
	return encrypted == 0 && (broker->abilities & MUST_ENCRYPT) != 0;
}

/* One for each data connection, and none that nobody needs. */
void
answer_sign_data(struct broker *broker, const struct message *message)
{
	struct message answer;

	if (!broker->may_sign || broker->monitor.fd == NO_FD)
		broker_hang_up(broker, "for a signature that no data "
		    "connection needs");
	broker->may_sign = false;
	ask_sign_data(broker, &message->as.sign, &answer);
	(void)!channel_send_sign_reply(&broker->engine, &answer.as.sign_reply);
}
