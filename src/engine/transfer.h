/* SPDX-License-Identifier: ISC */
/*
 * What RETR, STOR, LIST and their like have in common: a data connection, a
 * descriptor at our end, and the replies that belong to how it went.
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
	int file;		/* or a pipe; owned */
	enum pump_end end;	/* of the pump, set by the command */
	bool is_logged;		/* tell the broker how it went */
	bool is_upload;
};

/*
 * Takes both descriptors. `transfer` stays where it is until transfer_finish:
 * a STAT looks at it. A listing clears is_logged.
 */
void transfer_start(struct transfer *transfer, struct session *session,
    int stream, int file);

/*
 * After the 150: the data connection becomes what PROT said. If not, the
 * transfer has ended, and transfer_finish says so.
 */
bool transfer_protect(struct transfer *transfer) MUST_CHECK;

/*
 * The reply to a transfer that was not granted; `code` and `failed` are for
 * REFUSED_FAILED. An ABOR that has ended the wait is answered, too.
 */
struct sent transfer_refuse(struct session *session, enum refusal refusal,
    int code, const char *failed);

/* Is it for want of room that a file takes no more? Then the code is 552. */
bool transfer_is_full(int error) MUST_CHECK;

/*
 * Ends the stream, closes both descriptors, logs, and sends the final reply:
 * 226 with `complete`, 426, 451 or 552, and a second one if an ABOR was taken.
 */
struct sent transfer_finish(struct transfer *transfer, const char *complete);

#endif
