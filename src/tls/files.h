/* SPDX-License-Identifier: ISC */
/* Files of certificates and keys, read as root. */
#ifndef TLS_FILES_H
#define TLS_FILES_H

#include <openssl/bio.h>
#include <openssl/x509.h>

#include "base/attrs.h"
#include "tls/tls.h"

/* All of a file, in memory that file_close wipes; NULL, and the reason. */
BIO *file_open(const char *path, struct tls_why *why_out) MUST_CHECK;
void file_close(BIO *file);

/* The first certificate of a file; the caller's. NULL, and the reason. */
X509 *file_read_leaf(const char *path, struct tls_why *why_out) MUST_CHECK;

/* "PATH: what is wrong" becomes the reason. */
void file_blame(const char *path, const char *what, struct tls_why *why_out);

#endif
