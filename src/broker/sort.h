/* SPDX-License-Identifier: ISC */
/*
 * Sorting the entries of a directory, in place: a million of them in a second,
 * and no order of names makes that quadratic. qsort(3) would call a function
 * for each comparison, and malloc.
 */
#ifndef BROKER_SORT_H
#define BROKER_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "broker/walk.h"

/* The keys decide nearly always, so that the names themselves, all over the
 * memory, need not be looked at. */
struct slot {
	uint64_t key;		/* smaller ones come first */
	struct entry *entry;
};

/* By key, and where keys are equal by the bytes of the names. */
void sort_slots(struct slot *slots, size_t count);

#endif
