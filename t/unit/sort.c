/* SPDX-License-Identifier: ISC */
/* Sorting entries, also in the orders that somebody chose to make it slow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/sort.h"
#include "tap.h"

#define MOST 200000

static struct slot slots[MOST];

/* Entries, with room for their names. */
static _Alignas(struct entry) char entries[MOST][48];

typedef uint64_t (*key_of)(uint64_t i, uint64_t count);

static uint64_t
rising(uint64_t i, uint64_t count)
{
	(void)count;
	return i;
}

static uint64_t
falling(uint64_t i, uint64_t count)
{
	return count - i;
}

static uint64_t
all_equal(uint64_t i, uint64_t count)
{
	(void)i;
	(void)count;
	return 7;
}

static uint64_t
two_values(uint64_t i, uint64_t count)
{
	(void)count;
	return i % 3 % 2;
}

/* Up and down again: the ends and the middle are the worst to split by. */
static uint64_t
organ_pipes(uint64_t i, uint64_t count)
{
	return i < count / 2 ? i : count - 1 - i;
}

static uint64_t
saw(uint64_t i, uint64_t count)
{
	(void)count;
	return i % 1000;
}

static uint64_t
scattered(uint64_t i, uint64_t count)
{
	(void)count;
	return (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static const struct {
	const char *name;
	key_of order;
} orders[] = {
	{ "rising", rising }, { "falling", falling },
	{ "all equal", all_equal }, { "two values", two_values },
	{ "organ pipes", organ_pipes }, { "a saw", saw },
	{ "scattered", scattered },
};

static void
fill(key_of order, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		struct entry *entry = (void *)entries[i];

		/* Names go against the keys, and differ. */
		entry->len = (uint16_t)snprintf(entry->name, 16, "%07u",
		    (unsigned)(count - i));
		slots[i] = (struct slot){ order(i, count), entry };
	}
}

static bool
is_after(const struct slot *a, const struct slot *b)
{
	return a->key != b->key ? a->key > b->key
	    : strcmp(a->entry->name, b->entry->name) > 0;
}

/* Each entry is there once, and behind what comes before it. */
static unsigned
count_wrong(size_t count)
{
	static bool seen[MOST];
	unsigned wrong = 0;

	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < count; i++) {
		size_t at = (size_t)((const char *)slots[i].entry -
		    entries[0]) / sizeof(entries[0]);

		wrong += at >= count || seen[at];
		seen[at] = true;
		wrong += i > 0 && is_after(&slots[i - 1], &slots[i]);
	}
	return wrong;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		unsigned wrong = 0;

		for (size_t count = 0; count < 100; count++) {
			fill(orders[i].order, count);
			sort_slots(slots, count);
			wrong += count_wrong(count);
		}
		is_num(wrong, 0, "%s: up to a hundred names",
		    orders[i].name);
		fill(orders[i].order, MOST);
		sort_slots(slots, MOST);
		is_num(count_wrong(MOST), 0, "%s: %d names", orders[i].name,
		    MOST);
	}
	return done_testing();
}
