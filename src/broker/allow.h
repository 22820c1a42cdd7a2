/* SPDX-License-Identifier: ISC */
/*
 * upload_file and download_file: patterns of the only names that may be used
 * (spec: protocol.md 9). They err on the side of refusing.
 */
#ifndef BROKER_ALLOW_H
#define BROKER_ALLOW_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/span.h"
#include "broker/path.h"

/*
 * May the path be used? NULL allows all. What is looked at is the path without
 * "..", doubled slashes and symbolic links, and of that
 *
 *   name       the last part
 *   /dir/name  all of it
 *   dir/name   what is below the directory where the session began; or all of
 *              it, where the pattern begins with a sign that matches "/"
 *   {a,b}...   each text by itself, by these rules; signs between other braces
 *              decide nothing
 *
 * A path that cannot be resolved, or a pattern that costs too much, is refused.
 */
bool allow_path(const char *pattern, const struct place *place,
    struct span typed) MUST_CHECK;

#endif
