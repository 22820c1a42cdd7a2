/* SPDX-License-Identifier: ISC */
/* cmds_allowed and cmds_denied: which verbs a logged-in client may use. */
#ifndef CONF_VERBS_H
#define CONF_VERBS_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/span.h"
#include "conf/conf.h"

/*
 * The verb is in capitals. The lists are compared exactly, and the first empty
 * element ends a list (spec: options.md 4.21); a denial wins.
 */
bool conf_allows_verb(const struct conf *conf, struct span verb) MUST_CHECK;

#endif
