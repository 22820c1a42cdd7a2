/* SPDX-License-Identifier: ISC */
/*
 * What the loadable object `crypt` offers: passwords against hashes of
 * crypt(3), by way of libcrypt, which no session without a users file needs.
 */
#ifndef USERS_CRYPT_H
#define USERS_CRYPT_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/secret.h"
#include "base/span.h"

#define HASH_ROOM 384	/* the longest hash that crypt(3) makes, and its NUL */

enum hash_kind {
	HASH_GOOD,
	HASH_WEAK,	/* of a method that is broken too easily; it counts */
	HASH_LOCKED,	/* begins with * or !, as passwd(1) locks an account */
	HASH_UNKNOWN,	/* of no method that this libcrypt has: no password */
};

/* Can a password be right for it? */
static inline bool
hash_counts(enum hash_kind kind)
{
	return kind == HASH_GOOD || kind == HASH_WEAK;
}

/* What the object's one symbol, oneftpd_crypt, points to. */
struct crypt_object {
	enum hash_kind (*judge)(struct span hash);

	/* Is it the password of this hash? Takes as long when it is not. */
	bool (*matches)(struct span hash, const struct secret *password);

	/*
	 * Hashes the password with fresh salt, by the method that crypt(5)
	 * writes with this prefix ("$y$") at this cost; 0: its default. False
	 * if libcrypt has not got it.
	 */
	bool (*make)(const char *prefix, unsigned long cost,
	    const struct secret *password, char hash_out[static HASH_ROOM]);
};

extern const struct crypt_object oneftpd_crypt;

#endif
