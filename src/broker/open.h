/* SPDX-License-Identifier: ISC */
/* Files for reading. */
#ifndef BROKER_OPEN_H
#define BROKER_OPEN_H

#include "base/attrs.h"
#include "base/span.h"
#include "broker/broker.h"
#include "wire/refusal.h"

/*
 * Opens a plain file for RETR, with all rules of the session. From here on a
 * failure is logged (protocol.md 3.6). The descriptor is the caller's.
 */
enum refusal open_for_reading(struct broker *broker,
    const struct msg_open_read *request, int *file_out, uint64_t *size_out)
    MUST_CHECK;

#endif
