/* SPDX-License-Identifier: ISC */
/*
 * Storage for passwords: fixed, wiped, in no arena. It cannot be printed by
 * accident: nothing here returns a char pointer or a span, and a log call
 * takes no `struct secret`.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/span.h"

#define SECRET_MAX 512	/* bytes; longer ones are refused, never cut */

struct secret {
	size_t len;
	unsigned char bytes[SECRET_MAX];
};

/* Copies the text in. -1 (and an empty secret) when it is too long. */
int secret_set(struct secret *secret, struct span text) MUST_CHECK;

void secret_wipe(struct secret *secret);

bool secret_is(const struct secret *secret, struct span text);

#endif
