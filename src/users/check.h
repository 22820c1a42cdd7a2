/* SPDX-License-Identifier: ISC */
/* Every mistake in a users file, for --check and a listener's start. */
#ifndef USERS_CHECK_H
#define USERS_CHECK_H

#include <stdbool.h>

/* Hears of each: the line, or 0 for the file as a whole, and what to write
 * instead. A warning is no fault. */
typedef void (*users_reporter)(void *context, bool is_fault, unsigned line,
    const char *text);

/* Are homes that are missing worth a word (create_home=NO)? */
void users_check(const char *path, bool wants_homes, users_reporter report,
    void *context);

#endif
