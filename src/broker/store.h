/* SPDX-License-Identifier: ISC */
/*
 * Uploads: STOR, APPE, STOU. The bytes go from the engine to the file itself;
 * here the file is opened under the session's rules, and ended: what is not
 * whole is known as such, and removed where options say so.
 */
#ifndef BROKER_STORE_H
#define BROKER_STORE_H

#include <stdbool.h>

#include "base/attrs.h"

struct broker;
struct message;

/* The upload that the engine is busy with. */
struct upload {
	int file;		/* NO_FD: none */
	bool is_created;	/* by this command: nobody else's bytes */
};

void answer_open_write(struct broker *broker, const struct message *message);

/*
 * Ends the upload that is open, if one is. What the disk had no room for may
 * become known only now. Returns 0 or the errno; with that, or if it was not
 * `complete`, the file is a failed upload.
 */
int store_finish(struct broker *broker, bool complete) MUST_CHECK;

#endif
