/* SPDX-License-Identifier: ISC */
/*
 * Versions, suites, certificates: see context.h; spec: protocol.md 7.6. Made by
 * the monitor, which can read files; used by the engine.
 */
#include "tls/context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <string.h>

#include "tls/files.h"
#include "tls/hello.h"
#include "tls/remote.h"

/* Forward secrecy only: these need no more of a key than signatures. */
#define OUR_CIPHERS \
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
#define NEVER ":!kRSA:!kDHE:!aNULL:!eNULL:!PSK:!SRP"
#define GROUPS "X25519:P-256:P-384"

/* As long as RFC 8446 (4.6.1) allows. Java throws away a ticket that is to live
 * longer, in TLS 1.2, too. */
#define TICKETS_LIVE (7L * 24 * 3600)

static void
blame(const char *what, struct tls_why *why_out)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	file_blame(what, reason != NULL ? reason : "it cannot be used",
	    why_out);
}

/* Certificates ------------------------------------------------------------- */

/* What follows the first certificate; an empty stack when there is no more. */
static struct stack_st_X509 *
read_chain(BIO *file)
{
	struct stack_st_X509 *chain = sk_X509_new_null();
	X509 *next;

	while (chain != NULL &&
	    (next = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL)
		if (sk_X509_push(chain, next) == 0)
			X509_free(next);
	ERR_clear_error();	/* the end of the file is one */
	return chain;
}

static bool
use_identity(SSL_CTX *ssl, uint32_t identity, X509 *leaf,
    struct stack_st_X509 *chain, struct tls_why *why_out)
{
	EVP_PKEY *public = X509_get0_pubkey(leaf);
	EVP_PKEY *key = public != NULL ? remote_key(public, identity) : NULL;
	bool used = key != NULL &&
	    SSL_CTX_use_cert_and_key(ssl, leaf, key, chain, 1) == 1;

	if (!used)
		blame("the certificate", why_out);
	EVP_PKEY_free(key);
	return used;
}

static bool
add_identity(SSL_CTX *ssl, const char *path, uint32_t identity,
    struct tls_why *why_out)
{
	BIO *file = file_open(path, why_out);
	struct stack_st_X509 *chain;
	X509 *leaf;
	bool used = false;

	if (file == NULL)
		return false;
	leaf = PEM_read_bio_X509(file, NULL, NULL, NULL);
	chain = read_chain(file);
	file_close(file);
	if (leaf == NULL || chain == NULL)
		file_blame(path, "there is no certificate in PEM form",
		    why_out);
	else
		used = use_identity(ssl, identity, leaf, chain, why_out);
	X509_free(leaf);
	sk_X509_pop_free(chain, X509_free);
	return used;
}

/* Clients' certificates ---------------------------------------------------- */

/* Without validate_cert any certificate is as good as none. */
static int
accept_any(int was_verified, X509_STORE_CTX *chain)
{
	(void)was_verified;
	(void)chain;
	return 1;
}

static bool
set_clients(SSL_CTX *ssl, const struct tls_settings *settings,
    struct tls_why *why_out)
{
	int mode = SSL_VERIFY_PEER;

	if (!settings->request_certificate)
		return true;
	if (settings->require_certificate)
		mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	SSL_CTX_set_verify(ssl, mode,
	    settings->validate_certificate ? NULL : accept_any);
	if (settings->authorities == NULL)
		return true;
	if (SSL_CTX_load_verify_file(ssl, settings->authorities) != 1) {
		blame(settings->authorities, why_out);
		return false;
	}
	SSL_CTX_set_client_CA_list(ssl,
	    SSL_load_client_CA_file(settings->authorities));
	return true;
}

/* The whole ---------------------------------------------------------------- */

static bool
set_versions(SSL_CTX *ssl, const struct tls_settings *settings)
{
	return SSL_CTX_set_min_proto_version(ssl, settings->tlsv12
	    ? TLS1_2_VERSION : TLS1_3_VERSION) == 1 &&
	    SSL_CTX_set_max_proto_version(ssl, settings->tlsv13
	    ? TLS1_3_VERSION : TLS1_2_VERSION) == 1;
}

/* Red Hat writes a name that only its own OpenSSL knows, for the default. */
static bool
set_ciphers(SSL_CTX *ssl, const char *ciphers)
{
	char list[2048];

	if (ciphers == NULL)
		ciphers = OUR_CIPHERS;
	if (strncmp(ciphers, "PROFILE=", 8) == 0)
		ciphers = "DEFAULT";
	if (strlen(ciphers) + sizeof(NEVER) > sizeof(list))
		return false;
	memcpy(list, ciphers, strlen(ciphers) + 1);
	memcpy(list + strlen(ciphers), NEVER, sizeof(NEVER));
	return SSL_CTX_set_cipher_list(ssl, list) == 1;
}

static void
set_habits(struct tls_context *context)
{
	static const unsigned char name[] = "oneftpd";
	SSL_CTX *ssl = context->ssl;

	(void)SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION |
	    SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
	(void)SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_set_session_id_context(ssl, name, sizeof(name) - 1);
	(void)SSL_CTX_set_timeout(ssl, TICKETS_LIVE);
	SSL_CTX_set_read_ahead(ssl, 1);
	hello_look_at(context);
}

static bool
set_up(struct tls_context *context, const struct tls_settings *settings,
    struct tls_why *why_out)
{
	SSL_CTX *ssl = context->ssl;
	const char *host = settings->host_name != NULL ? settings->host_name
	    : "";

	if (!set_versions(ssl, settings) ||
	    SSL_CTX_set1_groups_list(ssl, GROUPS) != 1 ||
	    strlen(host) > HOST_NAME_MOST) {
		blame("TLS", why_out);
		return false;
	}
	memcpy(context->host_name, host, strlen(host) + 1);
	set_habits(context);
	if (!set_ciphers(ssl, settings->ciphers)) {
		blame("ssl_ciphers", why_out);
		return false;
	}
	if (!set_clients(ssl, settings, why_out))
		return false;
	for (uint32_t i = 0; i < TLS_IDENTITIES; i++) {
		const char *path = settings->identities[i].certificate;

		if (path != NULL && !add_identity(ssl, path, i, why_out))
			return false;
	}
	return true;
}

void
context_free(struct tls_context *context)
{
	if (context == NULL)
		return;
	SSL_CTX_free(context->ssl);
	OPENSSL_free(context);
}

struct tls_context *
context_new(const struct tls_settings *settings, struct tls_why *why_out)
{
	OSSL_LIB_CTX *library = remote_library();
	struct tls_context *context = OPENSSL_zalloc(sizeof(*context));

	if (context != NULL && library != NULL)
		context->ssl = SSL_CTX_new_ex(library, REMOTE_PROPERTIES,
		    TLS_server_method());
	if (context == NULL || context->ssl == NULL) {
		blame("OpenSSL", why_out);
	} else if (set_up(context, settings, why_out)) {
		ERR_clear_error();
		return context;
	}
	context_free(context);
	return NULL;
}

/* The name of the key, the key, and that of the check (SSL_CTX_new). */
#define TICKET_KEYS 80

int
context_adopt(struct tls_context *context, tls_signer signer, void *asker)
{
	unsigned char fresh[TICKET_KEYS];
	bool adopted;

	remote_ask(signer, asker);
	/* Those that there are were made before the fork, so that others have
	 * them: a ticket would prove nothing. */
	adopted = RAND_priv_bytes_ex(remote_library(), fresh, sizeof(fresh),
	    0) == 1 && SSL_CTX_set_tlsext_ticket_keys(context->ssl, fresh,
	    sizeof(fresh)) == 1;
	OPENSSL_cleanse(fresh, sizeof(fresh));
	return adopted ? 0 : -1;
}
