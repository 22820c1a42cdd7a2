/* SPDX-License-Identifier: ISC */
/* The symbol of the loadable object: see tls.h. */
#include "tls/connection.h"
#include "tls/context.h"
#include "tls/keys.h"
#include "tls/tls.h"

const struct tls_object oneftpd_tls = {
	.context_new = context_new,
	.context_free = context_free,
	.context_adopt = context_adopt,
	.keys_read = keys_read,
	.keys_sign = keys_sign,
	.keys_free = keys_free,
	.days_left = days_left,
	.open = connection_open,
	.handshake = connection_handshake,
	.facts = connection_facts,
	.send = connection_send,
	.receive = connection_receive,
	.wants = connection_wants,
	.has_pending = connection_has_pending,
	.add_ticket = connection_add_ticket,
	.finish = connection_finish,
	.close = connection_close,
};
