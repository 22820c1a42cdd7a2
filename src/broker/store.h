/* SPDX-License-Identifier: ISC */
/*
 * Uploads: STOR, APPE, STOU. The bytes go from the engine to the file itself;
 * here the file is opened under the session's rules. transfer.h ends it.
 */
#ifndef BROKER_STORE_H
#define BROKER_STORE_H

#include <stdbool.h>
#include <sys/types.h>

#include "broker/atomic.h"

struct broker;
struct message;

/* The upload that the engine is busy with. */
struct upload {
	int file;		/* NO_FD: none */
	off_t start;		/* where its first byte goes */
	bool is_created;	/* by this command: nobody else's bytes */
	bool waits;		/* encrypted: `begin` has not been said yet */
	bool replaces;		/* what it holds goes when it begins */
	bool has_pipe;		/* was given away for it */
	struct atomic atomic;	/* under another name, until it is complete */
};

void answer_open_write(struct broker *broker, const struct message *message);
void answer_begin(struct broker *broker, const struct message *message);
void answer_pipe(struct broker *broker, const struct message *message);

#endif
