/* SPDX-License-Identifier: ISC */
/*
 * Keys that are elsewhere, as a provider of OpenSSL 3: see remote.h. Engine.
 * A key here is the public one of a certificate, and its number; a signature
 * is a question to the monitor. What is signed comes in whole, not as a digest:
 * so the monitor can tell a handshake from anything else.
 */
#include "tls/remote.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <string.h>

#include "tls/memory.h"
#include "tls/schemes.h"

#define PROVIDER "oneftpd"
#define PROPERTIES "provider=" PROVIDER
#define IDENTITY "identity"	/* a parameter of our keys */

/* One session, and so one asker, per process: a signature that OpenSSL wants
 * has no argument of ours. */
static struct {
	tls_signer signer;
	void *asker;
} whom;

void
remote_ask(tls_signer signer, void *asker)
{
	whom.signer = signer;
	whom.asker = asker;
}

/* Keys --------------------------------------------------------------------- */

struct remote {
	const char *kind;	/* "RSA", "EC", "ED25519" */
	EVP_PKEY *public;
	uint32_t identity;
};

static void *
remote_new(const char *kind)
{
	struct remote *key = OPENSSL_zalloc(sizeof(*key));

	if (key != NULL)
		key->kind = kind;
	return key;
}

static void *
new_rsa(void *provider)
{
	(void)provider;
	return remote_new("RSA");
}

static void *
new_ec(void *provider)
{
	(void)provider;
	return remote_new("EC");
}

static void *
new_ed25519(void *provider)
{
	(void)provider;
	return remote_new("ED25519");
}

static void
remote_free(void *keydata)
{
	struct remote *key = keydata;

	if (key == NULL)
		return;
	EVP_PKEY_free(key->public);
	OPENSSL_free(key);
}

/* The private half counts as there: the monitor has it. */
static int
remote_has(const void *keydata, int selection)
{
	const struct remote *key = keydata;

	(void)selection;
	return key->public != NULL;
}

static int
remote_match(const void *a, const void *b, int selection)
{
	const struct remote *one = a, *other = b;

	(void)selection;
	return EVP_PKEY_eq(one->public, other->public) == 1;
}

static int
remote_import(void *keydata, int selection, const OSSL_PARAM params[])
{
	struct remote *key = keydata;
	const OSSL_PARAM *identity = OSSL_PARAM_locate_const(params, IDENTITY);
	EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, key->kind, NULL);
	int made = 0;

	(void)selection;
	if (identity != NULL)
		(void)OSSL_PARAM_get_uint32(identity, &key->identity);
	/* It only reads them. */
	if (maker != NULL && EVP_PKEY_fromdata_init(maker) == 1)
		made = EVP_PKEY_fromdata(maker, &key->public,
		    EVP_PKEY_PUBLIC_KEY, (OSSL_PARAM *)(uintptr_t)params);
	EVP_PKEY_CTX_free(maker);
	return made == 1;
}

static const OSSL_PARAM *
remote_import_types(int selection)
{
	static const OSSL_PARAM none[] = { OSSL_PARAM_END };

	(void)selection;
	return none;
}

static int
remote_get_params(void *keydata, OSSL_PARAM params[])
{
	const struct remote *key = keydata;

	return EVP_PKEY_get_params(key->public, params);
}

/* Sizes and strength are the same for all kinds; a curve has a name, too. */
static const OSSL_PARAM *
remote_gettable_params(void *provider)
{
	static const OSSL_PARAM known[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_DEFAULT_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_MANDATORY_DIGEST, NULL,
		    0),
		OSSL_PARAM_END
	};

	(void)provider;
	return known;
}

static const char *
signs_ec(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "ECDSA" : NULL;
}

/* Signatures --------------------------------------------------------------- */

struct signing {
	const struct remote *key;	/* OpenSSL keeps it for as long */
	char digest[32];
	bool is_pss;
};

static void *
signing_new(void *provider, const char *properties)
{
	(void)provider;
	(void)properties;
	return OPENSSL_zalloc(sizeof(struct signing));
}

static void
signing_free(void *context)
{
	OPENSSL_free(context);
}

static int
signing_set_params(void *context, const OSSL_PARAM params[])
{
	struct signing *signing = context;
	const OSSL_PARAM *mode = OSSL_PARAM_locate_const(params,
	    OSSL_SIGNATURE_PARAM_PAD_MODE);
	int number = 0;

	if (mode == NULL)
		return 1;
	if (mode->data_type == OSSL_PARAM_UTF8_STRING)
		signing->is_pss = strcmp(mode->data,
		    OSSL_PKEY_RSA_PAD_MODE_PSS) == 0;
	else if (OSSL_PARAM_get_int(mode, &number) == 1)
		signing->is_pss = number == 6;	/* RSA_PKCS1_PSS_PADDING */
	return 1;
}

static const OSSL_PARAM *
signing_settable_params(void *context, void *provider)
{
	static const OSSL_PARAM known[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
		/* As long as the digest, in all of TLS. */
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL,
		    0),
		OSSL_PARAM_END
	};

	(void)context;
	(void)provider;
	return known;
}

/* A digest that no scheme has is refused here, where handshakes still look for
 * another one. */
static int
signing_begin(void *context, const char *digest, void *keydata,
    const OSSL_PARAM params[])
{
	struct signing *signing = context;
	size_t len = digest != NULL ? strlen(digest) : 0;

	signing->key = keydata;
	if (len >= sizeof(signing->digest))
		return 0;
	memcpy(signing->digest, digest != NULL ? digest : "", len + 1);
	if (scheme_of(signing->key->kind, digest, false) == NULL)
		return 0;
	return params == NULL || signing_set_params(signing, params);
}

static int
signing_ask(void *context, unsigned char *signature, size_t *len,
    size_t room, const unsigned char *bytes, size_t count)
{
	const struct signing *signing = context;
	const struct scheme *scheme = scheme_of(signing->key->kind,
	    signing->digest, signing->is_pss);
	unsigned char answer[TLS_SIGNATURE_MOST];
	struct tls_wish wish = {
		.identity = signing->key->identity,
		.bytes = span_make(bytes, count),
	};

	if (signature == NULL) {
		*len = (size_t)EVP_PKEY_get_size(signing->key->public);
		return 1;
	}
	if (scheme == NULL || whom.signer == NULL)
		return 0;
	wish.scheme = scheme->code;
	*len = whom.signer(whom.asker, &wish, answer);
	if (*len == 0 || *len > room)
		return 0;
	memcpy(signature, answer, *len);
	return 1;
}

/* The provider ------------------------------------------------------------- */

#define DEED(name) ((void (*)(void))(name))

#define KEYS(maker) \
	{ OSSL_FUNC_KEYMGMT_NEW, DEED(maker) }, \
	{ OSSL_FUNC_KEYMGMT_FREE, DEED(remote_free) }, \
	{ OSSL_FUNC_KEYMGMT_HAS, DEED(remote_has) }, \
	{ OSSL_FUNC_KEYMGMT_MATCH, DEED(remote_match) }, \
	{ OSSL_FUNC_KEYMGMT_IMPORT, DEED(remote_import) }, \
	{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, DEED(remote_import_types) }, \
	{ OSSL_FUNC_KEYMGMT_GET_PARAMS, DEED(remote_get_params) }, \
	{ OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, DEED(remote_gettable_params) }

static const OSSL_DISPATCH keys_rsa[] = { KEYS(new_rsa), { 0, NULL } };
static const OSSL_DISPATCH keys_ec[] = {
	KEYS(new_ec),
	{ OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, DEED(signs_ec) },
	{ 0, NULL }
};
static const OSSL_DISPATCH keys_ed25519[] = { KEYS(new_ed25519), { 0, NULL } };

static const OSSL_ALGORITHM keys[] = {
	{ "RSA:rsaEncryption", PROPERTIES, keys_rsa, NULL },
	{ "EC:id-ecPublicKey", PROPERTIES, keys_ec, NULL },
	{ "ED25519", PROPERTIES, keys_ed25519, NULL },
	{ NULL, NULL, NULL, NULL }
};

static const OSSL_DISPATCH signing_deeds[] = {
	{ OSSL_FUNC_SIGNATURE_NEWCTX, DEED(signing_new) },
	{ OSSL_FUNC_SIGNATURE_FREECTX, DEED(signing_free) },
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, DEED(signing_begin) },
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN, DEED(signing_ask) },
	{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, DEED(signing_set_params) },
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS,
	  DEED(signing_settable_params) },
	{ 0, NULL }
};

static const OSSL_ALGORITHM signatures[] = {
	{ "RSA", PROPERTIES, signing_deeds, NULL },
	{ "ECDSA", PROPERTIES, signing_deeds, NULL },
	{ "ED25519", PROPERTIES, signing_deeds, NULL },
	{ NULL, NULL, NULL, NULL }
};

static const OSSL_ALGORITHM *
provider_query(void *provider, int operation, int *no_cache)
{
	(void)provider;
	*no_cache = 0;
	switch (operation) {
	case OSSL_OP_KEYMGMT:
		return keys;
	case OSSL_OP_SIGNATURE:
		return signatures;
	default:
		return NULL;
	}
}

static int
provider_init(const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in,
    const OSSL_DISPATCH **out, void **provider_out)
{
	static const OSSL_DISPATCH deeds[] = {
		{ OSSL_FUNC_PROVIDER_QUERY_OPERATION, DEED(provider_query) },
		{ 0, NULL }
	};

	(void)in;
	*out = deeds;
	*provider_out = (void *)(uintptr_t)core;
	return 1;
}

OSSL_LIB_CTX *
remote_library(void)
{
	/* Loading is what costs, so sessions of a listener share it. */
	static OSSL_LIB_CTX *library;
	OSSL_LIB_CTX *fresh;

	if (library != NULL)
		return library;
	memory_take_over();
	fresh = OSSL_LIB_CTX_new();
	if (fresh == NULL ||
	    OSSL_PROVIDER_load(fresh, "default") == NULL ||
	    OSSL_PROVIDER_add_builtin(fresh, PROVIDER, provider_init) != 1 ||
	    OSSL_PROVIDER_load(fresh, PROVIDER) == NULL) {
		OSSL_LIB_CTX_free(fresh);
		return NULL;
	}
	library = fresh;
	return library;
}

/* The kind of key that makes signatures for this public one. */
static const char *
kind_of(const EVP_PKEY *public)
{
	static const char *const kinds[] = { "RSA", "EC", "ED25519" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (EVP_PKEY_is_a(public, kinds[i]))
			return kinds[i];
	return NULL;
}

static EVP_PKEY *
make_key(const char *kind, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(remote_library(),
	    kind, PROPERTIES);
	EVP_PKEY *key = NULL;

	if (maker != NULL && EVP_PKEY_fromdata_init(maker) == 1)
		(void)EVP_PKEY_fromdata(maker, &key, EVP_PKEY_KEYPAIR, params);
	EVP_PKEY_CTX_free(maker);
	return key;
}

EVP_PKEY *
remote_key(const EVP_PKEY *public, uint32_t identity)
{
	const char *kind = kind_of(public);
	OSSL_PARAM numbered[] = {
		OSSL_PARAM_uint32(IDENTITY, &identity), OSSL_PARAM_END
	};
	OSSL_PARAM *params = NULL, *all = NULL;
	EVP_PKEY *key = NULL;

	if (kind != NULL && EVP_PKEY_todata(public, EVP_PKEY_PUBLIC_KEY,
	    &params) == 1)
		all = OSSL_PARAM_merge(params, numbered);
	if (all != NULL)
		key = make_key(kind, all);
	/* A merged list holds what the two hold. */
	OPENSSL_free(all);
	OSSL_PARAM_free(params);
	return key;
}
