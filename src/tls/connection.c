/* SPDX-License-Identifier: ISC */
/*
 * OpenSSL's connection as a socket that does not block: see connection.h.
 * Engine; the other end is the client's.
 */
#include "tls/connection.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <poll.h>
#include <string.h>

#include "tls/context.h"
#include "tls/wire.h"

/* Some records at a time where they come in numbers. */
#define DATA_READ_AHEAD ((size_t)80 << 10)

struct tls_connection *
connection_open(struct tls_context *context, int fd, enum tls_kind kind)
{
	struct tls_connection *connection =
	    OPENSSL_zalloc(sizeof(*connection));
	SSL *ssl = SSL_new(context->ssl);
	BIO *wire = wire_open(fd);

	if (connection == NULL || ssl == NULL || wire == NULL) {
		SSL_free(ssl);
		BIO_free(wire);
		OPENSSL_free(connection);
		return NULL;
	}
	SSL_set_bio(ssl, wire, wire);
	connection->ssl = ssl;
	connection->kind = kind;
	(void)SSL_set_app_data(ssl, connection);
	SSL_set_accept_state(ssl);
	if (kind == TLS_DATA) {
		/* A client that closes without reading it would be reset. */
		(void)SSL_set_num_tickets(ssl, 0);
		SSL_set_default_read_buffer_len(ssl, DATA_READ_AHEAD);
	}
	return connection;
}

/* What OpenSSL's -1 means, as an errno; EAGAIN: `wants` says for what. */
static int
errno_of(struct tls_connection *connection, int result)
{
	int error = errno;

	switch (SSL_get_error(connection->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		connection->wants = POLLIN;
		return EAGAIN;
	case SSL_ERROR_WANT_WRITE:
		connection->wants = POLLOUT;
		return EAGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return EPIPE;
	case SSL_ERROR_SYSCALL:
		return error != 0 ? error : ECONNRESET;
	default:
		connection->error =
		    ERR_reason_error_string(ERR_peek_error());
		return ERR_GET_REASON(ERR_peek_error()) ==
		    SSL_R_UNEXPECTED_EOF_WHILE_READING ? ECONNABORTED : EPROTO;
	}
}

/* OpenSSL looks at errors that were left by whoever came before. */
static void
begin(void)
{
	ERR_clear_error();
	errno = 0;
}

enum tls_step
connection_handshake(struct tls_connection *connection)
{
	int result;

	begin();
	result = SSL_do_handshake(connection->ssl);
	if (result == 1) {
		/* A client may send its first command with its last word. */
		connection->has_more = SSL_has_pending(connection->ssl) == 1;
		return TLS_DONE;
	}
	return errno_of(connection, result) == EAGAIN ? TLS_AGAIN : TLS_FAILED;
}

void
connection_facts(const struct tls_connection *connection,
    struct tls_facts *facts_out)
{
	SSL *ssl = connection->ssl;
	X509 *certificate = SSL_get0_peer_certificate(ssl);
	unsigned len = sizeof(facts_out->digest);

	*facts_out = (struct tls_facts){
		.version = SSL_get_version(ssl),
		.cipher = SSL_get_cipher_name(ssl),
		.error = connection->error,
		.is_resumed = SSL_session_reused(ssl) == 1,
		.has_certificate = certificate != NULL,
	};
	if (certificate != NULL && X509_digest(certificate, EVP_sha256(),
	    facts_out->digest, &len) != 1)
		facts_out->has_certificate = false;
}

ssize_t
connection_send(struct tls_connection *connection, struct span bytes)
{
	size_t sent = 0;
	int result;

	begin();
	result = SSL_write_ex(connection->ssl, bytes.at, bytes.len, &sent);
	if (result == 1)
		return (ssize_t)sent;
	errno = errno_of(connection, result);
	return -1;
}

/* Nothing comes any more, and that is told as often as it is asked. */
static void
note_end(struct tls_connection *connection, int result)
{
	int error = errno_of(connection, result);

	if (error == EAGAIN || error == EINTR)
		return;
	connection->has_ended = true;
	connection->end = error == EPIPE ? 0 : error;
}

ssize_t
connection_receive(struct tls_connection *connection, void *bytes, size_t most)
{
	SSL *ssl = connection->ssl;
	size_t total = 0, got = 0;

	connection->has_more = false;
	begin();
	/* Record by record, as long as they are there. */
	while (!connection->has_ended && total < most) {
		int result = SSL_read_ex(ssl, (char *)bytes + total,
		    most - total, &got);

		if (result != 1) {
			note_end(connection, result);
			break;
		}
		total += got;
		if (SSL_has_pending(ssl) == 0)
			break;
	}
	if (total > 0) {
		connection->has_more = total == most &&
		    SSL_has_pending(ssl) == 1;
		return (ssize_t)total;
	}
	errno = connection->has_ended ? connection->end : EAGAIN;
	return connection->has_ended && connection->end == 0 ? 0 : -1;
}

short
connection_wants(const struct tls_connection *connection)
{
	return connection->wants;
}

bool
connection_has_pending(const struct tls_connection *connection)
{
	return connection->has_more || connection->has_ended;
}

void
connection_add_ticket(struct tls_connection *connection)
{
	/* Before TLS 1.3 one ticket serves for ever. */
	if (SSL_version(connection->ssl) == TLS1_3_VERSION)
		(void)SSL_new_session_ticket(connection->ssl);
}

enum tls_step
connection_finish(struct tls_connection *connection)
{
	int result;

	begin();
	result = SSL_shutdown(connection->ssl);
	if (result == 1)
		return TLS_DONE;
	connection->wants = POLLIN;
	if (result == 0)
		return TLS_AGAIN;
	return errno_of(connection, result) == EAGAIN ? TLS_AGAIN : TLS_FAILED;
}

void
connection_close(struct tls_connection *connection)
{
	if (connection == NULL)
		return;
	/* Otherwise a connection that ended early would take its session with
	 * it, which the control connection has as well. */
	SSL_set_shutdown(connection->ssl,
	    SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(connection->ssl);
	OPENSSL_free(connection);
}
