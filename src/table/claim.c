/* SPDX-License-Identifier: ISC */
/*
 * Counting sessions: see claim.h. Root, under the table's lock. A session that
 * ends tells nobody, since it has no right left to write to the table; so a
 * slot is taken back by whoever comes later and needs it.
 */
#include "table/claim.h"

#include <string.h>
#include <unistd.h>

#include "table/alive.h"
#include "table/evict.h"

/* So many slots are looked at for a free one before the table grows: where
 * sessions come one after the other the first is enough. */
#define LOOKED_AT 4

uint64_t
user_mark(struct span user)
{
	uint64_t mark = UINT64_C(0xcbf29ce484222325);	/* FNV-1a */

	for (size_t i = 0; i < user.len; i++)
		mark = (mark ^ (unsigned char)user.at[i]) *
		    UINT64_C(0x100000001b3);
	return mark != 0 ? mark : 1;
}

bool
claim_is_same(const struct in6_addr *a, const struct in6_addr *b,
    uint32_t prefix)
{
	size_t whole = prefix / 8;
	unsigned rest = prefix % 8;
	unsigned mask = 0xff00u >> rest & 0xff;

	if (prefix >= 128 || IN6_IS_ADDR_V4MAPPED(a) || IN6_IS_ADDR_V4MAPPED(b))
		return memcmp(a, b, sizeof(*a)) == 0;
	return memcmp(a, b, whole) == 0 && (rest == 0 ||
	    (a->s6_addr[whole] & mask) == (b->s6_addr[whole] & mask));
}

/* Which slots are meant ---------------------------------------------------- */

/* What a slot must have to count; all zero: to be taken. */
struct wanted {
	const struct claim *here;	/* from the same client, */
	uint64_t user;			/* or of this user */
};

static bool
counts(const struct slot *slot, const struct wanted *wanted)
{
	return slot->state == SLOT_TAKEN &&
	    (wanted->here == NULL || claim_is_same(&slot->address,
	    &wanted->here->address, wanted->here->ip6_prefix)) &&
	    (wanted->user == 0 || slot->user == wanted->user);
}

static uint32_t
count(const struct table *table, const struct wanted *wanted)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < table->used; i++)
		if (counts(&table->slots[i], wanted))
			found++;
	return found;
}

static bool
take_back(struct table *table, uint32_t slot)
{
	memset(&table->slots[slot], 0, sizeof(struct slot));
	return table_write_slot(table, slot) == 0;
}

/*
 * Is there room for one more? The dead count, too, until that makes a
 * difference: then each of those that count is looked at.
 */
static bool
has_room(struct table *table, const struct wanted *wanted, uint32_t most)
{
	if (most == 0 || count(table, wanted) < most)
		return true;
	for (uint32_t i = 0; i < table->used; i++) {
		const struct slot *slot = &table->slots[i];

		if (counts(slot, wanted) &&
		    !alive_is_there(slot->pid, slot->taken_us) &&
		    !take_back(table, i))
			return false;
	}
	return count(table, wanted) < most;
}

/* A slot to take ----------------------------------------------------------- */

static int
grow(struct table *table, uint32_t *slot_out)
{
	if (table->used == TABLE_SLOTS_MOST)
		return -1;
	*slot_out = table->used;
	memset(&table->slots[table->used], 0, sizeof(struct slot));
	return table_extend(table);
}

static int
find_slot(struct table *table, uint32_t *slot_out)
{
	unsigned looked = 0;

	for (uint32_t i = 0; i < table->used; i++) {
		const struct slot *slot = &table->slots[i];

		if (slot->state == SLOT_TAKEN && (looked++ >= LOOKED_AT ||
		    !alive_is_gone(slot->pid)))
			continue;
		*slot_out = i;
		return 0;
	}
	return grow(table, slot_out);
}

static enum claimed
check_limits(struct table *table, struct claim *claim)
{
	const struct wanted all = { NULL, 0 }, here = { claim, 0 };

	if (!has_room(table, &all, claim->most) &&
	    (!claim->may_evict || !evict(table, claim)))
		return CLAIM_FULL;
	return has_room(table, &here, claim->most_here) ? CLAIMED
	    : CLAIM_FULL_HERE;
}

enum claimed
claim_slot(struct table *table, struct claim *claim, uint32_t *slot_out)
{
	enum claimed verdict;

	claim->evicted = 0;
	verdict = check_limits(table, claim);
	if (verdict != CLAIMED)
		return verdict;
	if (find_slot(table, slot_out) == -1)
		return CLAIM_FAILED;
	table->slots[*slot_out] = (struct slot){
		.state = SLOT_TAKEN, .pid = getpid(),
		.taken_us = alive_clock_us(),
		.address = claim->address, .port = claim->port,
	};
	return table_write_slot(table, *slot_out) == 0 ? CLAIMED
	    : CLAIM_FAILED;
}

enum claimed
claim_user(struct table *table, uint32_t slot, struct span user, uint32_t most)
{
	const struct wanted same = { NULL, user_mark(user) };

	if (!has_room(table, &same, most))
		return CLAIM_FULL_USER;
	table->slots[slot].user = same.user;
	return table_write_slot(table, slot) == 0 ? CLAIMED : CLAIM_FAILED;
}
