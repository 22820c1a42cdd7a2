/* SPDX-License-Identifier: ISC */
/*
 * The transfer that the engine is busy with: it has a log line, whatever ends
 * it. An upload that is not whole is known as such, and removed where options
 * say so.
 */
#ifndef BROKER_TRANSFER_H
#define BROKER_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"
#include "log/event.h"

struct broker;

/* From here on a failure is logged (protocol.md 3.6), of the path as it was
 * typed. */
void transfer_begin(struct broker *broker, enum event_kind kind,
    struct span path);

/*
 * Ends the transfer that is open, if one is, and writes its log line. What the
 * disk had no room for may become known only now. Returns 0 or the errno; with
 * that, or if it was not `complete`, an upload is a failed one.
 */
int transfer_end(struct broker *broker, bool complete, bool ascii,
    uint64_t bytes) MUST_CHECK;

/* The same for one that the engine has not ended: it has died, or begins the
 * next. It must not get rid of a log line so. */
void transfer_abandon(struct broker *broker);

#endif
