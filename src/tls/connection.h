/* SPDX-License-Identifier: ISC */
/* One connection, for the engine: see tls_object. */
#ifndef TLS_CONNECTION_H
#define TLS_CONNECTION_H

#include <openssl/ssl.h>

#include "base/attrs.h"
#include "tls/tls.h"

struct tls_connection {
	SSL *ssl;
	enum tls_kind kind;
	short wants;		/* poll events */
	bool has_more;		/* received, and not taken */
	bool has_ended;		/* nothing comes any more: `end` says how */
	int end;		/* errno; 0: TLS's own close */
	const char *error;	/* OpenSSL's constant */
};

struct tls_connection *connection_open(struct tls_context *context, int fd,
    enum tls_kind kind) MUST_CHECK;
enum tls_step connection_handshake(struct tls_connection *connection)
    MUST_CHECK;
void connection_facts(const struct tls_connection *connection,
    struct tls_facts *facts_out);
ssize_t connection_send(struct tls_connection *connection,
    struct span bytes) MUST_CHECK;
ssize_t connection_receive(struct tls_connection *connection, void *bytes,
    size_t most) MUST_CHECK;
short connection_wants(const struct tls_connection *connection) MUST_CHECK;
bool connection_has_pending(const struct tls_connection *connection)
    MUST_CHECK;
void connection_add_ticket(struct tls_connection *connection);
enum tls_step connection_finish(struct tls_connection *connection) MUST_CHECK;
void connection_close(struct tls_connection *connection);

#endif
