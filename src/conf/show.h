/* SPDX-License-Identifier: ISC */
/*
 * What --dump-config, --check and the manual's table print: loops over the
 * rows of options.def. Command line only; no session links to this.
 */
#ifndef CONF_SHOW_H
#define CONF_SHOW_H

#include <stdio.h>

#include "conf/conf.h"

/*
 * NAME=VALUE lines with the origin in a comment above. What it prints parses to
 * the same configuration; so an option that means more when it is written out
 * (listen) stays a comment while it is not.
 */
void show_dump(FILE *out, const struct conf_load *load);

/*
 * The options that are not at their default, with where they were set. Of those
 * that were set in `own_file`, a user's (NULL: none), it says which cannot
 * matter any more.
 */
void show_set(FILE *out, const struct conf_load *load, const char *own_file);

/*
 * A conf_fault_reporter whose context is a FILE *: prints
 * "file:line: option: text", and "warning: " before the text of a warning.
 */
void show_fault(void *file, const struct conf_fault *fault);

/* The rows as mdoc items, for oneftpd.conf(5). */
void show_manual_table(FILE *out);

#endif
