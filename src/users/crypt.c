/* SPDX-License-Identifier: ISC */
/*
 * Loadable object over libcrypt: see crypt.h. In the process that checks one
 * password, as root, and on the command line. Passwords are hostile.
 */
#include "users/crypt.h"

#include <crypt.h>
#include <string.h>

#include "base/wipe.h"

#define DES_LENGTH 13	/* two bytes of salt, eleven of hash */

/* All that a password is copied into; wiped as a whole. */
struct workshop {
	struct crypt_data data;
	char phrase[SECRET_MAX + 1];
	char setting[HASH_ROOM];
};

static bool
put_text(char *out, size_t room, const void *bytes, size_t len)
{
	if (len >= room)
		return false;
	memcpy(out, bytes, len);
	out[len] = '\0';
	return true;
}

static enum hash_kind
judge(struct span hash)
{
	char setting[HASH_ROOM];

	if (span_begins(hash, "*") || span_begins(hash, "!"))
		return HASH_LOCKED;
	if (!put_text(setting, sizeof(setting), hash.at, hash.len) ||
	    (hash.at[0] != '$' && hash.at[0] != '_' &&
	    hash.len != DES_LENGTH))
		return HASH_UNKNOWN;
	switch (crypt_checksalt(setting)) {
	case CRYPT_SALT_OK:
		return HASH_GOOD;
	case CRYPT_SALT_METHOD_LEGACY:
	case CRYPT_SALT_TOO_CHEAP:
		return HASH_WEAK;
	default:
		return HASH_UNKNOWN;
	}
}

/* NULL if it cannot be hashed: a NUL in it would hide the rest. */
static const char *
hash_of(struct workshop *shop, const struct secret *password)
{
	if (password->len == 0 ||
	    memchr(password->bytes, '\0', password->len) != NULL ||
	    !put_text(shop->phrase, sizeof(shop->phrase), password->bytes,
	    password->len))
		return NULL;
	return crypt_rn(shop->phrase, shop->setting, &shop->data,
	    (int)sizeof(shop->data));
}

/* Which byte is the first to differ is not to be told by the time. */
static bool
is_same(const char *made, struct span hash)
{
	unsigned char differences = 0;

	if (strlen(made) != hash.len)
		return false;
	for (size_t i = 0; i < hash.len; i++)
		differences |= (unsigned char)(made[i] ^ hash.at[i]);
	return differences == 0;
}

static bool
matches(struct span hash, const struct secret *password)
{
	struct workshop shop = { .phrase = "" };
	const char *made = NULL;
	bool same;

	if (put_text(shop.setting, sizeof(shop.setting), hash.at, hash.len))
		made = hash_of(&shop, password);
	same = made != NULL && is_same(made, hash);
	wipe(&shop, sizeof(shop));
	return same;
}

static bool
make(const char *prefix, unsigned long cost, const struct secret *password,
    char hash_out[static HASH_ROOM])
{
	struct workshop shop = { .phrase = "" };
	const char *made = NULL;
	bool done;

	if (crypt_gensalt_rn(prefix, cost, NULL, 0, shop.setting,
	    (int)sizeof(shop.setting)) != NULL)
		made = hash_of(&shop, password);
	done = made != NULL &&
	    put_text(hash_out, HASH_ROOM, made, strlen(made));
	wipe(&shop, sizeof(shop));
	return done;
}

const struct crypt_object oneftpd_crypt = {
	.judge = judge, .matches = matches, .make = make,
};
