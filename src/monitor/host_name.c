/* SPDX-License-Identifier: ISC */
/*
 * Names of addresses: see host_name.h. In a process of its own that has no
 * rights (reverse.c), for the answers come from the network.
 */
#include "monitor/host_name.h"

#include <netdb.h>
#include <string.h>

/* An IPv4 client of an IPv6 socket is known by its IPv4 address. */
static union address
plain(const union address *peer)
{
	union address address = *peer;

	if (peer->any.sa_family == AF_INET6 &&
	    IN6_IS_ADDR_V4MAPPED(&peer->v6.sin6_addr)) {
		memset(&address, 0, sizeof(address));
		address.v4.sin_family = AF_INET;
		memcpy(&address.v4.sin_addr, peer->v6.sin6_addr.s6_addr + 12,
		    sizeof(address.v4.sin_addr));
	}
	return address;
}

static bool
is_same(const union address *a, const struct sockaddr *b)
{
	const union address *other = (const union address *)(const void *)b;

	if (b->sa_family != a->any.sa_family)
		return false;
	return b->sa_family == AF_INET
	    ? memcmp(&a->v4.sin_addr, &other->v4.sin_addr,
	    sizeof(a->v4.sin_addr)) == 0
	    : memcmp(&a->v6.sin6_addr, &other->v6.sin6_addr,
	    sizeof(a->v6.sin6_addr)) == 0;
}

/* Whoever owns an address can call it anything; a name's own addresses are its
 * owner's word. Without this a client could be called like a trusted host. */
static bool
leads_back(const char *name, const union address *address)
{
	const struct addrinfo wanted = {
		.ai_family = address->any.sa_family,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	bool is_found = false;

	if (getaddrinfo(name, NULL, &wanted, &found) != 0)
		return false;
	for (const struct addrinfo *each = found; each != NULL;
	    each = each->ai_next)
		is_found |= is_same(address, each->ai_addr);
	freeaddrinfo(found);
	return is_found;
}

bool
host_name_find(const union address *peer, char name_out[static HOST_NAME_ROOM])
{
	union address address = plain(peer);
	socklen_t size = address.any.sa_family == AF_INET
	    ? sizeof(address.v4) : sizeof(address.v6);

	return getnameinfo(&address.any, size, name_out, HOST_NAME_ROOM,
	    NULL, 0, NI_NAMEREQD) == 0 && leads_back(name_out, &address);
}
