/* SPDX-License-Identifier: ISC */
/* Kinds of signature: see schemes.h. In the loadable object; any role. */
#include "tls/schemes.h"

#include <stddef.h>
#include <strings.h>

static const struct scheme schemes[] = {
	{ 0x0403, "EC", "SHA256", false },
	{ 0x0503, "EC", "SHA384", false },
	{ 0x0603, "EC", "SHA512", false },
	{ 0x0807, "ED25519", NULL, false },
	{ 0x0804, "RSA", "SHA256", true },
	{ 0x0805, "RSA", "SHA384", true },
	{ 0x0806, "RSA", "SHA512", true },
	{ 0x0401, "RSA", "SHA256", false },
	{ 0x0501, "RSA", "SHA384", false },
	{ 0x0601, "RSA", "SHA512", false },
};

/* OpenSSL's name of a digest, and the standard's. */
static bool
is_digest(const char *known, const char *name)
{
	if (known == NULL || name == NULL || name[0] == '\0')
		return known == NULL && (name == NULL || name[0] == '\0');
	return strcasecmp(known, name) == 0 ||
	    (strncasecmp(name, "SHA2-", 5) == 0 &&
	    strcasecmp(known + 3, name + 5) == 0);
}

const struct scheme *
scheme_find(uint32_t code)
{
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (schemes[i].code == code)
			return &schemes[i];
	return NULL;
}

const struct scheme *
scheme_of(const char *key, const char *digest, bool is_pss)
{
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (strcasecmp(schemes[i].key, key) == 0 &&
		    schemes[i].is_pss == is_pss &&
		    is_digest(schemes[i].digest, digest))
			return &schemes[i];
	return NULL;
}
