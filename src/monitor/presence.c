/* SPDX-License-Identifier: ISC */
/* A session in the table of all of them: see presence.h. Monitor, as root. */
#include "monitor/presence.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/fd.h"
#include "log/event.h"
#include "monitor/fault.h"
#include "table/claim.h"

/*
 * One per process: it is large, and but for a few slots at its beginning it is
 * memory that is never touched.
 */
static struct slot slots[TABLE_SLOTS_MOST];

static const struct refusal_text nobody_refused = { NULL, NULL };

/* The defaults of limits are the listener's, which counts its sessions itself;
 * under a superserver nobody expects them. */
static uint32_t
limit_in_force(const struct monitor *monitor, const char *option,
    uint32_t value)
{
	bool has_listener = monitor->facts.clients > 0;

	return has_listener || conf_is_written(monitor->load, option) ? value
	    : 0;
}

/* A limit that somebody has thought of. */
static bool
is_ordered(const struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	const struct {
		const char *option;
		uint32_t value;
	} limits[] = {
		{ "max_clients", conf->max_clients },
		{ "max_per_ip", conf->max_per_ip },
		{ "max_per_user", conf->max_per_user },
	};

	for (size_t i = 0; i < COUNT_OF(limits); i++)
		if (limits[i].value > 0 &&
		    conf_is_written(monitor->load, limits[i].option))
			return true;
	return false;
}

/* Without root there is no place for a table that all sessions share. */
static bool
is_wanted(const struct monitor *monitor)
{
	return monitor->facts.privileged &&
	    (monitor->conf->session_table || is_ordered(monitor));
}

static void
do_without(struct monitor *monitor, const char *why)
{
	table_close(&monitor->presence.table);
	if (is_ordered(monitor))
		fatal("the session table cannot be used, so that limits would "
		    "not hold: %s", why);
	fault_log("the session table cannot be used, so that limits do not "
	    "hold, and oneftpd who does not know this session: %s", why);
}

static struct in6_addr
address_of(const union address *peer)
{
	struct in6_addr address = IN6ADDR_ANY_INIT;

	if (peer->any.sa_family == AF_INET6)
		return peer->v6.sin6_addr;
	address.s6_addr[10] = address.s6_addr[11] = 0xff;
	memcpy(&address.s6_addr[12], &peer->v4.sin_addr, 4);
	return address;
}

static void
log_evicted(const struct claim *claim)
{
	char storage[INET6_ADDRSTRLEN + 16];
	struct buf text = BUF_OVER(storage);
	union address address = { .v6 = {
		.sin6_family = AF_INET6, .sin6_addr = claim->evicted_address,
	} };

	if (claim->evicted == 0)
		return;
	address_put(&text, &address);
	event_text(EV_EVICTED, "max_clients: the oldest of the connections "
	    "from %s that have not logged in was ended, process %d.",
	    buf_text(&text), (int)claim->evicted);
}

static struct refusal_text
enter(struct monitor *monitor, bool may_evict)
{
	const struct conf *conf = monitor->conf;
	struct presence *presence = &monitor->presence;
	struct claim claim = {
		.address = address_of(&monitor->facts.peer),
		.port = address_port(&monitor->facts.peer),
		.ip6_prefix = conf->ip6_limit_prefix,
		.most = limit_in_force(monitor, "max_clients",
		    conf->max_clients),
		.most_here = limit_in_force(monitor, "max_per_ip",
		    conf->max_per_ip),
		.may_evict = may_evict,
	};
	enum claimed claimed = claim_slot(&presence->table, &claim,
	    &presence->slot);

	table_unlock(&presence->table);
	log_evicted(&claim);
	switch (claimed) {
	case CLAIM_FULL:
		return refused_full;
	case CLAIM_FULL_HERE:
		return refused_full_here;
	case CLAIMED:
		presence->page = table_map_page(&presence->table,
		    presence->slot);
		if (presence->page != NULL)
			return nobody_refused;
		break;
	case CLAIM_FULL_USER:
	case CLAIM_FAILED:
		break;
	}
	do_without(monitor, strerror(errno));
	return nobody_refused;
}

struct refusal_text
presence_begin(struct monitor *monitor, bool may_evict)
{
	char storage[256];
	struct buf why = BUF_OVER(storage);
	struct presence *presence = &monitor->presence;

	presence->table = (struct table){ .fd = NO_FD, .slots = slots };
	if (!is_wanted(monitor))
		return nobody_refused;
	if (table_open(&presence->table, &why) == 0)
		return enter(monitor, may_evict);
	do_without(monitor, buf_text(&why));
	return nobody_refused;
}

void
presence_hand_over(const struct monitor *monitor, struct engine_start *start)
{
	const struct presence *presence = &monitor->presence;

	start->page = presence->page;
	if (presence->page != NULL)
		start->taken_us = slots[presence->slot].taken_us;
}

/* Anonymous users are many people with one name. */
static uint32_t
limit_of(const struct monitor *monitor)
{
	return monitor->login.kind == ANONYMOUS ? 0
	    : monitor->conf->max_per_user;
}

static bool
is_there(struct monitor *monitor, enum claimed *claimed_out)
{
	char storage[256];
	struct buf why = BUF_OVER(storage);
	struct presence *presence = &monitor->presence;

	if (presence->table.fd == NO_FD)
		return false;
	if (table_lock(&presence->table, limit_of(monitor) > 0, &why) == -1) {
		do_without(monitor, buf_text(&why));
		return false;
	}
	*claimed_out = claim_user(&presence->table, presence->slot,
	    span_of(monitor->login.name), limit_of(monitor));
	return true;
}

bool
presence_log_in(struct monitor *monitor)
{
	enum claimed claimed;

	if (!is_there(monitor, &claimed)) {
		if (monitor->facts.privileged && limit_of(monitor) > 0)
			fatal("max_per_user: this session is in no table; "
			    "write session_table=YES where the others are not "
			    "counted either");
		return true;
	}
	if (claimed == CLAIM_FAILED)
		do_without(monitor, strerror(errno));
	/* It gives the lock up, too. */
	table_close(&monitor->presence.table);
	return claimed != CLAIM_FULL_USER;
}
