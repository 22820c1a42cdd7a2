/* SPDX-License-Identifier: ISC */
/*
 * Keys that are elsewhere: to OpenSSL they look like private keys, and what is
 * to be signed with them is asked of whoever has them.
 */
#ifndef TLS_REMOTE_H
#define TLS_REMOTE_H

#include <openssl/evp.h>

#include "base/attrs.h"
#include "tls/tls.h"

/* OpenSSL's algorithms with the keys beside them; apart from those that the
 * holder of the true keys uses. Made once; NULL when memory is short. */
OSSL_LIB_CTX *remote_library(void) MUST_CHECK;

/* How to ask OpenSSL for its own algorithms before ours. */
#define REMOTE_PROPERTIES "?provider=default"

/* A key for the certificate with this public key. The caller's; NULL: there are
 * no signatures of this kind. */
EVP_PKEY *remote_key(const EVP_PKEY *public, uint32_t identity) MUST_CHECK;

/* Who is asked, from now on. */
void remote_ask(tls_signer signer, void *asker);

#endif
