/* SPDX-License-Identifier: ISC */
/* What the broker may do: what its user could do beneath one directory. */
#ifndef BROKER_MANIFEST_H
#define BROKER_MANIFEST_H

#include "jail/jail.h"

/* A session that may not change a file. */
extern const struct manifest broker_manifest;

/* A session with at least one ability to create, change or remove. */
extern const struct manifest broker_writing_manifest;

#endif
