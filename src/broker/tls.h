/* SPDX-License-Identifier: ISC */
/* What of TLS is the broker's business: it sees no encrypted byte. */
#ifndef BROKER_TLS_H
#define BROKER_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "broker/broker.h"

/* Must a data connection of this session be encrypted, and would not be? */
bool is_too_clear(const struct broker *broker, uint32_t encrypted) MUST_CHECK;

void answer_sign_data(struct broker *broker, const struct message *message);

#endif
