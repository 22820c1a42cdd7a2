/* SPDX-License-Identifier: ISC */
/*
 * What the loadable object `tls` offers: OpenSSL, as FTP needs it. Two roles
 * use it, each its own part:
 *
 *   monitor  reads certificates into a context before it forks the engine, and
 *            the private keys afterwards, so that they are in its memory only;
 *   engine   shakes hands and moves bytes. Where a handshake needs a key, the
 *            engine asks the monitor for a signature.
 *
 * The executable does not link to OpenSSL: all goes through the one struct at
 * the end, which is the object's symbol.
 */
#ifndef TLS_TLS_H
#define TLS_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"

#define TLS_IDENTITIES 2	/* certificates at a time, of different kinds */
#define TLS_WHY_ROOM 512

/* A reason for the log. */
struct tls_why {
	char text[TLS_WHY_ROOM];
};

/* What options say; a text is NULL where it is not set. */
struct tls_settings {
	struct {
		const char *certificate;	/* NULL: there is none */
		const char *key;		/* NULL: in the same file */
	} identities[TLS_IDENTITIES];
	const char *authorities;	/* ca_certs_file */
	const char *ciphers;		/* of TLS 1.2; NULL: our choice */
	const char *host_name;		/* ssl_sni_hostname */
	bool tlsv12, tlsv13;
	bool request_certificate, require_certificate, validate_certificate;
};

/* Signatures --------------------------------------------------------------- */

#define TLS_SIGNED_MOST 512	/* bytes that a handshake of ours has signed */
#define TLS_SIGNATURE_MOST 1024	/* RSA with 8192 bits */

/* What a handshake wants to have signed: not a digest but all of it, so that
 * whoever has the key can see that it is nothing else. */
struct tls_wish {
	uint32_t identity;	/* index in the settings */
	uint32_t scheme;	/* SignatureScheme of RFC 8446, 4.2.3 */
	struct span bytes;
};

/* Bytes of the signature written, or 0: there is none. */
typedef size_t (*tls_signer)(void *asker, const struct tls_wish *wish,
    unsigned char signature_out[static TLS_SIGNATURE_MOST]);

/* Connections -------------------------------------------------------------- */

enum tls_kind { TLS_CONTROL, TLS_DATA };

enum tls_step {
	TLS_DONE,
	TLS_AGAIN,	/* when the socket is ready for wants() */
	TLS_FAILED,
};

/* How a handshake ended, or a connection. Texts are OpenSSL's constants. */
struct tls_facts {
	const char *version, *cipher;	/* of a handshake that is done */
	const char *error;		/* the last failure, or NULL */
	bool is_resumed;		/* it continues an earlier session */
	bool has_certificate;		/* the client's */
	unsigned char digest[32];	/* SHA-256 of that */
};

struct tls_context;
struct tls_connection;
struct tls_keys;

struct tls_object {
	/* Monitor, before the engine is forked: everything but the keys. NULL,
	 * and the reason, when a file cannot be used. */
	struct tls_context *(*context_new)(const struct tls_settings *settings,
	    struct tls_why *why_out);

	void (*context_free)(struct tls_context *context);

	/* Engine, before anything else: whom handshakes ask for signatures, and
	 * secrets of this session's own, which no other process has. 0, or -1
	 * when the system has no random bytes. */
	int (*context_adopt)(struct tls_context *context, tls_signer signer,
	    void *asker);

	/* Monitor, once the engine is forked: the keys, each of which must fit
	 * its certificate. NULL, and the reason. */
	struct tls_keys *(*keys_read)(const struct tls_settings *settings,
	    struct tls_why *why_out);
	/* As tls_signer, with a wish that may come from anybody: what is not
	 * for a handshake of a TLS server is not signed. */
	size_t (*keys_sign)(struct tls_keys *keys,
	    const struct tls_wish *wish,
	    unsigned char signature_out[static TLS_SIGNATURE_MOST]);
	/* Nothing of them is left in memory. */
	void (*keys_free)(struct tls_keys *keys);

	/* Days until the certificate ends; -1 and the reason when it cannot
	 * be read, or when its key does not fit. For --check. */
	int (*days_left)(const struct tls_settings *settings, size_t identity,
	    struct tls_why *why_out);

	/* On a socket, which stays the caller's and does not block; NULL when
	 * memory is short. */
	struct tls_connection *(*open)(struct tls_context *context, int fd,
	    enum tls_kind kind);
	enum tls_step (*handshake)(struct tls_connection *connection);
	void (*facts)(const struct tls_connection *connection,
	    struct tls_facts *facts_out);

	/* As send(2) and recv(2): bytes moved, or -1 with errno, EAGAIN among
	 * them. What was not sent must be sent again the same. An end without
	 * the close of TLS, which an attacker can make, is ECONNABORTED. */
	ssize_t (*send)(struct tls_connection *connection, struct span bytes);
	ssize_t (*receive)(struct tls_connection *connection, void *bytes,
	    size_t most);
	/* After EAGAIN or TLS_AGAIN: the events to poll for. */
	short (*wants)(const struct tls_connection *connection);
	/* Has it bytes that were received already, so that no poll tells? */
	bool (*has_pending)(const struct tls_connection *connection);

	/* One more ticket for data connections, ahead of the next bytes. */
	void (*add_ticket)(struct tls_connection *connection);

	/* TLS's close: ours is sent, as far as the socket takes it. DONE when
	 * the client's has come, too. */
	enum tls_step (*finish)(struct tls_connection *connection);
	void (*close)(struct tls_connection *connection);
};

extern const struct tls_object oneftpd_tls;

#endif
