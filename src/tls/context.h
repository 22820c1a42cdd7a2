/* SPDX-License-Identifier: ISC */
/* What all handshakes of a session have in common: see tls_object. */
#ifndef TLS_CONTEXT_H
#define TLS_CONTEXT_H

#include <openssl/ssl.h>

#include "base/attrs.h"
#include "tls/tls.h"

#define HOST_NAME_MOST 255	/* RFC 1035 */

struct tls_context {
	SSL_CTX *ssl;
	char host_name[HOST_NAME_MOST + 1];	/* ssl_sni_hostname, or "" */
};

struct tls_context *context_new(const struct tls_settings *settings,
    struct tls_why *why_out) MUST_CHECK;
void context_free(struct tls_context *context);
int context_adopt(struct tls_context *context, tls_signer signer,
    void *asker) MUST_CHECK;

#endif
