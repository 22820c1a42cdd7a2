/* SPDX-License-Identifier: ISC */
/* Storage for passwords: see secret.h. Used by engine and monitor. */
#include "base/secret.h"

#include <string.h>

#include "base/wipe.h"

int
secret_set(struct secret *secret, struct span text)
{
	secret_wipe(secret);
	if (text.len > sizeof(secret->bytes))
		return -1;
	memcpy(secret->bytes, text.at, text.len);
	secret->len = text.len;
	return 0;
}

void
secret_wipe(struct secret *secret)
{
	wipe(secret, sizeof(*secret));
}

bool
secret_is(const struct secret *secret, struct span text)
{
	return secret->len == text.len &&
	    memcmp(secret->bytes, text.at, text.len) == 0;
}
