/* SPDX-License-Identifier: ISC */
/* Loading the object `crypt`: see object.h. */
#include "users/object.h"

#include "base/module.h"

const struct crypt_object *
crypt_load(const char **why_out)
{
	return module_symbol("crypt", "oneftpd_crypt", why_out);
}
