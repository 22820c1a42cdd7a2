/* SPDX-License-Identifier: ISC */
/*
 * Uploads: STOR, APPE, STOU. The bytes go from the engine to the file itself;
 * here the file is opened under the session's rules, and ended: what is not
 * whole is known as such, and removed where options say so.
 */
#ifndef BROKER_STORE_H
#define BROKER_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "broker/atomic.h"

struct broker;
struct message;

/* The upload that the engine is busy with. */
struct upload {
	int file;		/* NO_FD: none */
	off_t start;		/* where its first byte goes */
	bool is_created;	/* by this command: nobody else's bytes */
	struct atomic atomic;	/* under another name, until it is complete */
};

void answer_open_write(struct broker *broker, const struct message *message);

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
