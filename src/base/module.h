/* SPDX-License-Identifier: ISC */
/*
 * Loadable objects over libraries that not every session needs: `wrap`, `pam`,
 * `tls`. The executable itself needs libc only, because each connection is an
 * exec (doc/ARCHITECTURE). Loaded by monitor or listener, before any jail.
 */
#ifndef BASE_MODULE_H
#define BASE_MODULE_H

#include "base/attrs.h"

/*
 * The function `symbol` of the object `name`, loaded on first use and never
 * unloaded. It is looked for in "modules" beside the executable (a build tree),
 * then where `make install` puts it. NULL when it cannot be loaded; *why_out
 * then says so in the words of dlerror(3).
 */
void *module_symbol(const char *name, const char *symbol,
    const char **why_out) MUST_CHECK;

#endif
