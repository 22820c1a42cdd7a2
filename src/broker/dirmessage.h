/* SPDX-License-Identifier: ISC */
/*
 * dirmessage_enable: a text for whoever enters a directory for the first time
 * in a session (protocol.md 2.5).
 */
#ifndef BROKER_DIRMESSAGE_H
#define BROKER_DIRMESSAGE_H

#include <stdint.h>

#include "base/span.h"

struct broker;

#define DIRMESSAGE_BYTES 4000	/* what is shown of a file */
#define DIRMESSAGE_PLACES 100	/* remembered; later ones are shown again */

/* The directories that have been entered, by a hash of their names. */
struct visits {
	unsigned count;
	uint64_t hashes[DIRMESSAGE_PLACES];
};

/*
 * The text for the working directory, if it is entered for the first time and
 * has one; else empty. Valid until the next call.
 */
struct span dirmessage_read(struct broker *broker);

#endif
