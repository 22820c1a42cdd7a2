/* SPDX-License-Identifier: ISC */
/* Who goes, when the table is full: see evict.h. Root. */
#include "table/evict.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/deadline.h"
#include "table/alive.h"

/* How long a session may take to say its farewell, and then to die. */
#define PATIENCE_MS 500

static bool
is_silent(const struct slot *slot)
{
	return slot->state == SLOT_TAKEN && slot->user == 0;
}

static uint32_t
count_silent(const struct table *table, const struct in6_addr *address,
    uint32_t prefix)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < table->used; i++)
		if (is_silent(&table->slots[i]) && claim_is_same(
		    &table->slots[i].address, address, prefix))
			found++;
	return found;
}

/* One slot of the client that has the most, and how many these are. A flood
 * from one address is counted once. */
static uint32_t
find_crowd(const struct table *table, uint32_t prefix,
    const struct slot **of_out)
{
	const struct slot *most_of = NULL;
	uint32_t most = 0;

	for (uint32_t i = 0; i < table->used; i++) {
		const struct slot *slot = &table->slots[i];
		uint32_t found;

		if (!is_silent(slot) || (most_of != NULL && claim_is_same(
		    &slot->address, &most_of->address, prefix)))
			continue;
		found = count_silent(table, &slot->address, prefix);
		if (found <= most)
			continue;
		most = found;
		most_of = slot;
	}
	*of_out = most_of;
	return most;
}

static uint32_t
find_oldest(const struct table *table, const struct slot *like,
    uint32_t prefix)
{
	uint32_t oldest = (uint32_t)(like - table->slots);

	for (uint32_t i = 0; i < table->used; i++) {
		const struct slot *slot = &table->slots[i];

		if (is_silent(slot) &&
		    claim_is_same(&slot->address, &like->address, prefix) &&
		    slot->taken_us < table->slots[oldest].taken_us)
			oldest = i;
	}
	return oldest;
}

/* SIGTERM lets it tell its client; nobody may stay by not heeding it. */
static bool
has_ended(const struct slot *slot, int signal)
{
	const struct timespec pause = { .tv_nsec = 200000 };
	struct deadline deadline = deadline_in_ms(PATIENCE_MS);

	if (alive_send(slot->pid, slot->taken_us, signal) == -1)
		return true;
	while (alive_is_there(slot->pid, slot->taken_us)) {
		if (deadline_has_passed(deadline))
			return false;
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

bool
evict(struct table *table, struct claim *claim)
{
	const struct slot *crowd;
	uint32_t most = find_crowd(table, claim->ip6_prefix, &crowd);
	uint32_t mine = count_silent(table, &claim->address,
	    claim->ip6_prefix);
	uint32_t oldest;
	struct slot *slot;

	if (most <= mine + 1)
		return false;
	oldest = find_oldest(table, crowd, claim->ip6_prefix);
	slot = &table->slots[oldest];
	if (!has_ended(slot, SIGTERM) && !has_ended(slot, SIGKILL))
		return false;
	claim->evicted = slot->pid;
	claim->evicted_address = slot->address;
	memset(slot, 0, sizeof(*slot));
	return table_write_slot(table, oldest) == 0;
}
