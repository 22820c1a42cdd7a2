/* SPDX-License-Identifier: ISC */
/* What the engine may do: almost nothing. */
#ifndef ENGINE_MANIFEST_H
#define ENGINE_MANIFEST_H

#include "jail/jail.h"

extern const struct manifest engine_manifest;
extern const struct manifest engine_tls_manifest;	/* ssl_enable */

#endif
