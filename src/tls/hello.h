/* SPDX-License-Identifier: ISC */
/* What a client's first message must say: host name and protocol. */
#ifndef TLS_HELLO_H
#define TLS_HELLO_H

#include "tls/context.h"

/* From now on handshakes of this context are refused where they ask for another
 * server name than ssl_sni_hostname, or for a protocol that is not FTP. */
void hello_look_at(struct tls_context *context);

#endif
