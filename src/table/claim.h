/* SPDX-License-Identifier: ISC */
/*
 * A session's place in the table, and the limits that it has to keep to. All
 * limits are exact: the slots are counted under the lock, and a slot counts as
 * long as the process that has it is there, however it ends. Root.
 */
#ifndef TABLE_CLAIM_H
#define TABLE_CLAIM_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"
#include "table/file.h"

/* Who comes, and how many may be there with it; 0 is no limit. */
struct claim {
	struct in6_addr address;	/* IPv4 ones mapped */
	uint16_t port;
	uint32_t ip6_prefix;	/* bits of an IPv6 address that make a client */
	uint32_t most;
	uint32_t most_here;	/* from the same address */
	bool may_evict;
	/* Out: the session that was ended for this one, or 0. */
	int32_t evicted;
	struct in6_addr evicted_address;
};

enum claimed {
	CLAIMED,
	CLAIM_FULL,		/* `most` are there */
	CLAIM_FULL_HERE,	/* `most_here` */
	CLAIM_FULL_USER,	/* `most` of this user */
	CLAIM_FAILED,		/* errno: the table cannot be written to */
};

/*
 * Takes a slot for this process, in a table that is locked, and stays so.
 *
 * Where the table is full, it may evict, and somebody else has more connections
 * that have not logged in than this client has, the oldest of these is ended
 * for it (SIGTERM: its client is told): so nobody keeps others out by silence.
 */
enum claimed claim_slot(struct table *table, struct claim *claim,
    uint32_t *slot_out) MUST_CHECK;

/*
 * The session in the slot is this user's from now on, in a table that is
 * locked; `most` may be there with it, 0 is no limit.
 */
enum claimed claim_user(struct table *table, uint32_t slot, struct span user,
    uint32_t most) MUST_CHECK;

/* What stands for a user's name in a slot; never 0. */
uint64_t user_mark(struct span user) MUST_CHECK;

/* The same client? Of IPv6 addresses the first `prefix` bits count. */
bool claim_is_same(const struct in6_addr *a, const struct in6_addr *b,
    uint32_t prefix) MUST_CHECK;

#endif
