/* SPDX-License-Identifier: ISC */
/* A socket, as OpenSSL wants to have it. */
#ifndef TLS_WIRE_H
#define TLS_WIRE_H

#include <openssl/bio.h>

#include "base/attrs.h"

/* Reads and writes without waiting, whatever the socket's own mode, and without
 * a signal when the other end has gone. It does not own the socket. */
BIO *wire_open(int fd) MUST_CHECK;

#endif
