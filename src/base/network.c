/* SPDX-License-Identifier: ISC */
/* Networks: see network.h. Any role; what is compared is never a name. */
#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>

#include "base/num.h"

#define IPV4_PREFIX 96		/* bits of ::ffff:0:0 */

struct network {
	struct in6_addr host;
	uint64_t bits;
};

static struct in6_addr
mapped(const struct in_addr *v4)
{
	struct in6_addr v6 = IN6ADDR_ANY_INIT;

	v6.s6_addr[10] = v6.s6_addr[11] = 0xff;
	memcpy(&v6.s6_addr[12], v4, sizeof(*v4));
	return v6;
}

static int
parse_host(struct span text, struct network *network_out)
{
	char host[INET6_ADDRSTRLEN];
	struct in_addr v4;

	if (text.len >= sizeof(host))
		return -1;
	memcpy(host, text.at, text.len);
	host[text.len] = '\0';
	network_out->bits = 0;
	if (inet_pton(AF_INET6, host, &network_out->host) == 1)
		return 0;
	if (inet_pton(AF_INET, host, &v4) != 1)
		return -1;
	network_out->host = mapped(&v4);
	network_out->bits = IPV4_PREFIX;
	return 0;
}

static int
parse(struct span text, struct network *network_out)
{
	bool is_one_host = span_find(text, '/') == text.len;
	struct span host = span_split(&text, '/');
	uint64_t most, bits;

	if (parse_host(host, network_out) == -1)
		return -1;
	most = 128 - network_out->bits;
	bits = most;
	if (!is_one_host && num_decimal(text, most, &bits) == -1)
		return -1;
	network_out->bits += bits;
	return 0;
}

static bool
is_equal_for(uint64_t bits, const struct in6_addr *a, const struct in6_addr *b)
{
	size_t bytes = bits / 8;
	unsigned mask = 0xff00U >> bits % 8 & 0xff;

	return memcmp(a, b, bytes) == 0 && (mask == 0 ||
	    ((a->s6_addr[bytes] ^ b->s6_addr[bytes]) & mask) == 0);
}

static struct in6_addr
host_of(const struct sockaddr *address)
{
	struct sockaddr_in6 v6;
	struct sockaddr_in v4;

	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return v6.sin6_addr;
	}
	memcpy(&v4, address, sizeof(v4));
	return mapped(&v4.sin_addr);
}

bool
is_network(struct span text)
{
	struct network network;

	return parse(text, &network) == 0;
}

bool
network_has(struct span text, const struct sockaddr *address)
{
	struct in6_addr host = host_of(address);
	struct network network;

	return parse(text, &network) == 0 &&
	    is_equal_for(network.bits, &network.host, &host);
}

bool
are_networks(struct span list)
{
	while (list.len > 0)
		if (!is_network(span_trim(span_split(&list, ','))))
			return false;
	return true;
}

bool
networks_have(struct span list, const struct sockaddr *address)
{
	while (list.len > 0)
		if (network_has(span_trim(span_split(&list, ',')), address))
			return true;
	return false;
}
