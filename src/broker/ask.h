/* SPDX-License-Identifier: ISC */
/*
 * What takes privilege, asked of the monitor, where it has stayed. Each call
 * blocks for a moment; if the monitor has gone, the session ends here.
 */
#ifndef BROKER_ASK_H
#define BROKER_ASK_H

#include "base/attrs.h"
#include "broker/broker.h"

/*
 * Makes chown_username the owner of this file of the session's user, which
 * stays the caller's descriptor. 0, or -1 with errno; EPERM where a session has
 * no monitor (not started by root). Only in an anonymous session where
 * chown_uploads is on: otherwise the monitor takes it for an attack. Its mode
 * comes first: the owner sets that.
 */
int ask_give_away(struct broker *broker, int file) MUST_CHECK;

/* A signature for a handshake on a data connection; its text is in the message,
 * and empty where there is none. */
void ask_sign_data(struct broker *broker, const struct msg_sign *wish,
    struct message *answer_out);

#endif
