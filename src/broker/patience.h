/* SPDX-License-Identifier: ISC */
/*
 * Waiting, in the middle of an answer, for somebody who is not the engine: for
 * the client's data connection, a lock, room in the pipe of a listing. The
 * engine goes on serving its client meanwhile, and may say two things without
 * being asked: a `note`, which is logged at once, and `cancel`.
 */
#ifndef BROKER_PATIENCE_H
#define BROKER_PATIENCE_H

#include "base/attrs.h"
#include "base/deadline.h"
#include "broker/broker.h"
#include "wire/refusal.h"

/*
 * Until `fd` is ready for `events`, or broken: GRANTED. NO_FD: until the
 * deadline, REFUSED_NO_STREAM. REFUSED_CANCELLED when the engine has said so,
 * or has gone. Any other message ends the session: nothing else may be asked
 * for while a question is open. The texts of that question stay valid.
 */
enum refusal patience_wait(struct broker *broker, int fd, short events,
    struct deadline deadline) MUST_CHECK;

#endif
