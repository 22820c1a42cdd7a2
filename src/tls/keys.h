/* SPDX-License-Identifier: ISC */
/* Private keys, for the monitor and --check: see tls_object. */
#ifndef TLS_KEYS_H
#define TLS_KEYS_H

#include "base/attrs.h"
#include "tls/tls.h"

struct tls_keys *keys_read(const struct tls_settings *settings,
    struct tls_why *why_out) MUST_CHECK;
size_t keys_sign(struct tls_keys *keys, const struct tls_wish *wish,
    unsigned char signature_out[static TLS_SIGNATURE_MOST]) MUST_CHECK;
void keys_free(struct tls_keys *keys);

int days_left(const struct tls_settings *settings, size_t identity,
    struct tls_why *why_out) MUST_CHECK;

#endif
