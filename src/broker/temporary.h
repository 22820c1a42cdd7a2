/* SPDX-License-Identifier: ISC */
/*
 * Names of files that are still on their way (atomic_uploads): recognisable,
 * so that no listing shows them and what a killed session left is removed.
 */
#ifndef BROKER_TEMPORARY_H
#define BROKER_TEMPORARY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"

#define TEMPORARY_PREFIX ".oneftpd-"
#define TEMPORARY_DIGITS 16
#define TEMPORARY_SIZE (sizeof(TEMPORARY_PREFIX) + TEMPORARY_DIGITS)

bool temporary_is(struct span name) MUST_CHECK;

/*
 * Makes a file of such a name, which nobody can guess, in the directory, for
 * writing and locked. The descriptor is the caller's; -1 with errno, and the
 * name is empty.
 */
int temporary_make(int dir, mode_t mode, char name_out[static TEMPORARY_SIZE])
    MUST_CHECK;

/*
 * Removes what has been left there: files of such names that have not changed
 * for an hour and that nobody holds the lock of. How many there were.
 */
unsigned temporary_sweep(int dir);

#endif
