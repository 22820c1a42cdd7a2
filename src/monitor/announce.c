/* SPDX-License-Identifier: ISC */
/* PASV's address: see announce.h. Monitor. */
#include "monitor/announce.h"

#include <netdb.h>
#include <string.h>

#include "base/fail.h"
#include "base/network.h"
#include "base/span.h"
#include "conf/pasv_address.h"
#include "log/event.h"

#define NAMES_MAX 4

/* Networks that nobody outside finds: RFC 1918, RFC 6598, RFC 3927, RFC 4193,
 * and this machine and its links. */
static const char private_networks[] = "10.0.0.0/8,172.16.0.0/12,"
    "192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,127.0.0.0/8,fc00::/7,"
    "fe80::/10,::1";

/* What a listener found at its start, and for which names: its sessions, forks
 * of it, find it here. Empty when there is no listener. */
static struct {
	char name[HOST_NAME_BYTES];
	uint32_t host;
} resolved[NAMES_MAX];

/* Names ------------------------------------------------------------------- */

/* The first IPv4 address of the name, or 0. */
static uint32_t
look_up(const char *name)
{
	const struct addrinfo wanted = {
		.ai_family = AF_INET, .ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	struct sockaddr_in first = { 0 };

	if (getaddrinfo(name, NULL, &wanted, &found) != 0)
		return 0;
	memcpy(&first, found->ai_addr, sizeof(first));
	freeaddrinfo(found);
	return first.sin_addr.s_addr;
}

/* False: it is too long for a name. */
static bool
copy_name(struct span name, char copy[HOST_NAME_BYTES])
{
	if (name.len >= HOST_NAME_BYTES)
		return false;
	memcpy(copy, name.at, name.len);
	copy[name.len] = '\0';
	return true;
}

static bool
is_a_name(struct span address)
{
	struct in_addr host;

	return !span_is(address, "auto") && !pasv_is_number(address, &host);
}

int
announce_preload(const struct conf *conf)
{
	struct span rules = span_of(conf->pasv_address);
	unsigned known = 0;

	memset(resolved, 0, sizeof(resolved));
	while (conf->pasv_addr_resolve && rules.len > 0 && known < NAMES_MAX) {
		struct span name = pasv_rule_next(&rules).address;

		if (!is_a_name(name))
			continue;
		if (!copy_name(name, resolved[known].name))
			return -1;
		resolved[known].host = look_up(resolved[known].name);
		if (resolved[known].host == 0)
			return -1;
		known++;
	}
	return 0;
}

static uint32_t
resolved_before(const char *name)
{
	for (unsigned i = 0; i < NAMES_MAX; i++)
		if (strcmp(resolved[i].name, name) == 0)
			return resolved[i].host;
	return 0;
}

static uint32_t
address_of_name(struct span written)
{
	char name[HOST_NAME_BYTES] = "";
	uint32_t host = 0;

	if (copy_name(written, name))
		host = resolved_before(name);
	if (host == 0)
		host = look_up(name);
	if (host == 0)
		fatal("pasv_address: \"%s\" has no IPv4 address, or no "
		    "resolver knows it; write an address like 192.0.2.1", name);
	return host;
}

/* Rules ------------------------------------------------------------------- */

/* Our own end is right wherever the client is in the same network; an address
 * that nobody outside finds needs to be told what stands for it there. */
static uint32_t
own_address(const struct session_facts *facts)
{
	struct span private = span_of(private_networks);

	if (networks_have(private, &facts->local.any) &&
	    !networks_have(private, &facts->peer.any))
		event_text(EV_PRIVATE_ADDRESS,
		    "PASV announces an address that this client cannot reach: "
		    "set pasv_address to the one that it has come to.");
	return address_ipv4(&facts->local);
}

static uint32_t
host_of(struct span address, const struct session_facts *facts)
{
	struct in_addr host;

	if (span_is(address, "auto"))
		return own_address(facts);
	if (pasv_is_number(address, &host))
		return host.s_addr;
	return address_of_name(address);
}

uint32_t
announce_address(const struct conf *conf, const struct session_facts *facts)
{
	struct span rules = span_of(conf->pasv_address);

	while (rules.len > 0) {
		struct pasv_rule rule = pasv_rule_next(&rules);

		if (rule.network.len == 0 ||
		    network_has(rule.network, &facts->peer.any))
			return host_of(rule.address, facts);
	}
	return address_ipv4(&facts->local);
}
