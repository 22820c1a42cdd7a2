/* SPDX-License-Identifier: ISC */
/* PASV's address: see announce.h. Monitor. */
#include "monitor/announce.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include "base/fail.h"
#include "base/span.h"

/* What a listener found at its start, and for which name: its sessions, forks
 * of it, find it here. Empty when there is no listener. */
static struct {
	char name[256];
	uint32_t host;
} resolved;

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

static bool
is_a_name(const struct conf *conf)
{
	return conf->pasv_addr_resolve && conf->pasv_address != NULL;
}

int
announce_preload(const struct conf *conf)
{
	if (!is_a_name(conf) ||
	    strlen(conf->pasv_address) >= sizeof(resolved.name))
		return 0;
	resolved.name[0] = '\0';
	resolved.host = look_up(conf->pasv_address);
	if (resolved.host == 0)
		return -1;
	memcpy(resolved.name, conf->pasv_address,
	    strlen(conf->pasv_address) + 1);
	return 0;
}

static uint32_t
address_of_name(const char *name)
{
	uint32_t host = strcmp(resolved.name, name) == 0 ? resolved.host
	    : look_up(name);

	if (host == 0)
		fatal("pasv_address: \"%s\" has no IPv4 address, or no "
		    "resolver knows it; write an address like 192.0.2.1 and "
		    "pasv_addr_resolve=NO", name);
	return host;
}

uint32_t
announce_address(const struct conf *conf, const union address *local)
{
	struct in_addr written;

	if (is_a_name(conf))
		return address_of_name(conf->pasv_address);
	if (conf->pasv_address != NULL &&
	    inet_aton(conf->pasv_address, &written) != 0)
		return written.s_addr;
	return address_ipv4(local);
}
