/* SPDX-License-Identifier: ISC */
/*
 * TLS on the session's connections. The certificate is here, its key is not:
 * where a handshake needs it, the server is asked for a signature.
 */
#ifndef ENGINE_SECURE_H
#define ENGINE_SECURE_H

#include <stdbool.h>

#include "base/attrs.h"
#include "engine/pump.h"
#include "engine/session.h"
#include "wire/handover.h"

/* Makes the secrets of this session. Before the jail. */
void secure_init(struct session *session, const struct engine_start *start);

/* Is the control connection encrypted? */
bool secure_is_on(const struct session *session) MUST_CHECK;

/*
 * The control connection, from here on. What goes wrong ends the session, and
 * nothing more is said in clear.
 */
void secure_control(struct session *session);

/*
 * A data connection, before its first byte. It has to continue the session of
 * the control connection (require_ssl_reuse), and bring the same certificate.
 * PUMP_UNPROTECTED or PUMP_FOREIGN if that fails, which costs this transfer
 * only; or why waiting for it ended.
 */
enum pump_end secure_data(struct pump *pump) MUST_CHECK;

/* One more ticket, ahead of the next reply: clients of TLS 1.3 use each only
 * once, and every data connection takes one. */
void secure_pay_ticket(struct session *session);

/* The log is to know that a client has ended so, which anybody could have. */
void secure_note_cut(struct session *session, const char *which);

#endif
