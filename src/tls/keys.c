/* SPDX-License-Identifier: ISC */
/*
 * Private keys and what is signed with them: see keys.h. Monitor. Wishes come
 * from the engine and are hostile: what may be signed is what a TLS server
 * signs in a handshake, so that a key here makes no certificate, no letter and
 * no login elsewhere.
 */
#include "tls/keys.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "tls/files.h"
#include "tls/memory.h"
#include "tls/schemes.h"

struct tls_keys {
	EVP_PKEY *keys[TLS_IDENTITIES];
};

/* Reading ------------------------------------------------------------------ */

/* A key with a passphrase has nobody to ask for it. */
static int
no_passphrase(char *room, int size, int is_writing, void *context)
{
	(void)is_writing;
	(void)context;
	if (size > 0)
		room[0] = '\0';
	return -1;
}

static EVP_PKEY *
read_key(const char *path, struct tls_why *why_out)
{
	BIO *file = file_open(path, why_out);
	EVP_PKEY *key;

	if (file == NULL)
		return NULL;
	key = PEM_read_bio_PrivateKey(file, NULL, no_passphrase, NULL);
	file_close(file);
	if (key == NULL)
		file_blame(path, "there is no private key that can be read, "
		    "without a passphrase", why_out);
	return key;
}

/* A key that fits its certificate, of which there is a copy if it is wanted. */
static EVP_PKEY *
read_pair(const struct tls_settings *settings, size_t i, X509 **leaf_out,
    struct tls_why *why_out)
{
	const char *certificate = settings->identities[i].certificate;
	const char *path = settings->identities[i].key != NULL
	    ? settings->identities[i].key : certificate;
	X509 *leaf = file_read_leaf(certificate, why_out);
	EVP_PKEY *key = leaf != NULL ? read_key(path, why_out) : NULL;

	if (key != NULL && X509_check_private_key(leaf, key) != 1) {
		file_blame(path, "the key is not that of the certificate",
		    why_out);
		EVP_PKEY_free(key);
		key = NULL;
	}
	if (leaf_out != NULL && key != NULL)
		*leaf_out = leaf;
	else
		X509_free(leaf);
	return key;
}

struct tls_keys *
keys_read(const struct tls_settings *settings, struct tls_why *why_out)
{
	struct tls_keys *keys;

	/* From now on: signing makes copies, too. */
	memory_take_over();
	memory_wipe(true);
	keys = OPENSSL_zalloc(sizeof(*keys));
	for (size_t i = 0; keys != NULL && i < TLS_IDENTITIES; i++) {
		if (settings->identities[i].certificate == NULL)
			continue;
		keys->keys[i] = read_pair(settings, i, NULL, why_out);
		if (keys->keys[i] == NULL) {
			keys_free(keys);
			return NULL;
		}
	}
	return keys;
}

void
keys_free(struct tls_keys *keys)
{
	if (keys == NULL)
		return;
	for (size_t i = 0; i < TLS_IDENTITIES; i++)
		EVP_PKEY_free(keys->keys[i]);
	OPENSSL_free(keys);
}

/* 0 on its last day, and from then on. */
static int
days_of(const X509 *leaf)
{
	int days = 0, seconds = 0;

	if (ASN1_TIME_diff(&days, &seconds, NULL,
	    X509_get0_notAfter(leaf)) != 1 || days < 0 || seconds < 0)
		return 0;
	return days;
}

int
days_left(const struct tls_settings *settings, size_t identity,
    struct tls_why *why_out)
{
	X509 *leaf = NULL;
	EVP_PKEY *key;
	int days = -1;

	/* A listener asks too, and its memory is that of all sessions. */
	memory_take_over();
	memory_wipe(true);
	key = read_pair(settings, identity, &leaf, why_out);
	if (key != NULL)
		days = days_of(leaf);
	EVP_PKEY_free(key);
	X509_free(leaf);
	memory_wipe(false);
	return days;
}

/* What may be signed ------------------------------------------------------- */

/* RFC 8446, 4.4.3: blanks, the words, a zero, and a digest. */
static bool
is_tls13(struct span bytes)
{
	static const char words[] = "TLS 1.3, server CertificateVerify";
	size_t front = 64 + sizeof(words);	/* with the zero */

	if (bytes.len != front + 32 && bytes.len != front + 48)
		return false;
	for (size_t i = 0; i < 64; i++)
		if (bytes.at[i] != ' ')
			return false;
	return memcmp(bytes.at + 64, words, sizeof(words)) == 0;
}

#define NAMED_CURVE 3

/* RFC 8422, 5.4: both randoms, and a point on a named curve. */
static bool
is_tls12(struct span bytes)
{
	return bytes.len > 64 + 4 && bytes.at[64] == NAMED_CURVE &&
	    bytes.len == 64 + 4 + (size_t)(unsigned char)bytes.at[67];
}

static bool
is_of_handshake(struct span bytes)
{
	return bytes.len <= TLS_SIGNED_MOST &&
	    (is_tls13(bytes) || is_tls12(bytes));
}

static bool
begin(EVP_MD_CTX *signing, const struct scheme *scheme, EVP_PKEY *key)
{
	EVP_PKEY_CTX *how = NULL;

	if (EVP_DigestSignInit_ex(signing, &how, scheme->digest, NULL, NULL,
	    key, NULL) != 1)
		return false;
	return !scheme->is_pss ||
	    (EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1);
}

size_t
keys_sign(struct tls_keys *keys, const struct tls_wish *wish,
    unsigned char signature_out[static TLS_SIGNATURE_MOST])
{
	const struct scheme *scheme = scheme_find(wish->scheme);
	EVP_PKEY *key = wish->identity < TLS_IDENTITIES
	    ? keys->keys[wish->identity] : NULL;
	size_t len = TLS_SIGNATURE_MOST;
	EVP_MD_CTX *signing;
	bool done;

	if (scheme == NULL || key == NULL ||
	    !EVP_PKEY_is_a(key, scheme->key) || !is_of_handshake(wish->bytes))
		return 0;
	signing = EVP_MD_CTX_new();
	done = signing != NULL && begin(signing, scheme, key) &&
	    EVP_DigestSign(signing, signature_out, &len,
	    (const unsigned char *)wish->bytes.at, wish->bytes.len) == 1;
	EVP_MD_CTX_free(signing);
	return done ? len : 0;
}
