/* SPDX-License-Identifier: ISC */
/* Room for a newcomer in a full table: see claim.h. Root, under the lock. */
#ifndef TABLE_EVICT_H
#define TABLE_EVICT_H

#include <stdbool.h>

#include "base/attrs.h"
#include "table/claim.h"

/*
 * Ends the oldest connection that has not logged in of the client that has the
 * most of these, if that are more than the newcomer would have then, and takes
 * its slot back. Says whom in the claim. False: nobody has that many.
 */
bool evict(struct table *table, struct claim *claim) MUST_CHECK;

#endif
