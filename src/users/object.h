/* SPDX-License-Identifier: ISC */
/* Loading the object `crypt`: see crypt.h. Monitor and command line. */
#ifndef USERS_OBJECT_H
#define USERS_OBJECT_H

#include "base/attrs.h"
#include "users/crypt.h"

/* NULL: it cannot be loaded; *why_out then says so. */
const struct crypt_object *crypt_load(const char **why_out) MUST_CHECK;

#endif
