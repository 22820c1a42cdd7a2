/* SPDX-License-Identifier: ISC */
/*
 * What RETR, LIST and NLST have in common: a data connection, something to
 * send, and the replies that belong to how it went.
 */
#ifndef ENGINE_TRANSFER_H
#define ENGINE_TRANSFER_H

#include <stdbool.h>

#include "base/attrs.h"
#include "engine/pump.h"
#include "engine/reply.h"
#include "engine/session.h"
#include "wire/refusal.h"

struct transfer {
	struct pump pump;
	int source;		/* file or pipe; owned */
	enum pump_end end;	/* of the pump, set by the command */
	bool is_logged;		/* tell the broker how it went */
};

/*
 * Takes both descriptors. `transfer` stays where it is until transfer_finish:
 * a STAT looks at it. A listing clears is_logged.
 */
void transfer_start(struct transfer *transfer, struct session *session,
    int stream, int source);

/*
 * The reply to a transfer that was not granted; `failed` is the text for
 * REFUSED_FAILED. An ABOR that has ended the wait is answered, too.
 */
struct sent transfer_refuse(struct session *session, enum refusal refusal,
    const char *failed);

/*
 * Ends the stream, closes both descriptors, logs, and sends the final reply:
 * 226 with `complete`, 426 or 451, and a second one if an ABOR was taken.
 */
struct sent transfer_finish(struct transfer *transfer, const char *complete);

#endif
