/* SPDX-License-Identifier: ISC */
/*
 * deny_file and hide_file: which names are out of bounds (spec: protocol.md
 * 2.3, options.md 4.22). A rule hits when the pattern matches or when its text
 * occurs literally. Both err on the side of hiding and refusing.
 */
#ifndef BROKER_FILTER_H
#define BROKER_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"
#include "broker/broker.h"
#include "broker/glob.h"

/*
 * Is the path, as the client typed it, refused by deny_file? Every spelling
 * counts: the text itself, the normalised absolute path, the path after
 * symbolic links, each component and all that follows it. A path that cannot
 * be resolved, or not cheaply, is refused too.
 */
bool filter_denies(const struct broker *broker, struct span typed) MUST_CHECK;

/* hide_file, made ready for one listing. As large as its glob. */
struct hide_rule {
	bool is_set;
	bool sees_path;		/* has a "/": compared with the path as well */
	uint32_t budget;	/* of processor time; used up: all is hidden */
	struct glob glob;
};

void filter_prepare_hiding(struct hide_rule *rule, const struct conf *conf);

/*
 * Is the directory entry left out of listings? `directory` is what
 * filter_put_plain gave of it; it matters only to a rule that sees the path.
 */
bool filter_hides(struct hide_rule *rule, struct span directory,
    struct span name) MUST_CHECK;

/*
 * The absolute path without "..", doubled slashes and symbolic links, also of
 * what is not there yet. The buf is full when that fails: then a rule that
 * hides or refuses must do so, and one that allows must not.
 */
void filter_put_plain(struct buf *out, const struct place *place,
    struct span typed);

#endif
