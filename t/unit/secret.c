/* SPDX-License-Identifier: ISC */
/* Passwords: kept whole or refused, and gone when they are wiped. */
#include <string.h>

#include "base/secret.h"
#include "tap.h"

static bool
is_all_zero(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		if (at[i] != 0)
			return false;
	return true;
}

int
main(void)
{
	static char longest[SECRET_MAX + 1];
	struct secret secret;

	memset(&secret, 'x', sizeof(secret));
	ok(secret_set(&secret, span_of("sesame")) == 0, "a password is kept");
	ok(secret_is(&secret, span_of("sesame")), "and known again");
	ok(!secret_is(&secret, span_of("sesam")), "a shorter one is another");
	ok(!secret_is(&secret, span_of("sesame!")), "a longer one is another");
	ok(!secret_is(&secret, span_of("Sesame")), "case counts");
	ok(!secret_is(&secret, span_of("")), "nothing is another");
	ok(is_all_zero(secret.bytes + 6, SECRET_MAX - 6),
	    "nothing of what was there before is left behind it");

	ok(secret_set(&secret, span_make("a\0b", 3)) == 0 &&
	    !secret_is(&secret, span_make("a\0c", 3)),
	    "a NUL is a byte like any other");

	secret_wipe(&secret);
	ok(is_all_zero(&secret, sizeof(secret)), "wiped, no byte is left");
	ok(secret_is(&secret, span_of("")), "and it is the empty one");

	memset(longest, 'y', sizeof(longest));
	ok(secret_set(&secret, span_make(longest, SECRET_MAX)) == 0 &&
	    secret_is(&secret, span_make(longest, SECRET_MAX)),
	    "the longest is kept whole");
	ok(secret_set(&secret, span_make(longest, SECRET_MAX + 1)) == -1,
	    "a longer one is refused, not cut");
	ok(is_all_zero(&secret, sizeof(secret)), "and none is kept then");
	return done_testing();
}
