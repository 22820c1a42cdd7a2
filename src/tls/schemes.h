/* SPDX-License-Identifier: ISC */
/* Kinds of signature: what handshakes call them, and what OpenSSL does. */
#ifndef TLS_SCHEMES_H
#define TLS_SCHEMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"

struct scheme {
	uint32_t code;		/* SignatureScheme of RFC 8446, 4.2.3 */
	const char *key;	/* the kind of key that makes it */
	const char *digest;	/* NULL: its own */
	bool is_pss;		/* RSA's newer padding */
};

/* NULL when there is none: SHA-1 and MD5 are not in the table. */
const struct scheme *scheme_find(uint32_t code) MUST_CHECK;
const struct scheme *scheme_of(const char *key, const char *digest,
    bool is_pss) MUST_CHECK;

#endif
