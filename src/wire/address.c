/* SPDX-License-Identifier: ISC */
/* Addresses of TCP: see address.h. Monitor and broker. */
#include "wire/address.h"

#include <arpa/inet.h>
#include <string.h>

void
address_set_port(union address *address, uint16_t port)
{
	if (address->any.sa_family == AF_INET6)
		address->v6.sin6_port = htons(port);
	else
		address->v4.sin_port = htons(port);
}

uint16_t
address_port(const union address *address)
{
	return ntohs(address->any.sa_family == AF_INET6
	    ? address->v6.sin6_port : address->v4.sin_port);
}

socklen_t
address_size(const union address *address)
{
	return address->any.sa_family == AF_INET6 ? sizeof(address->v6)
	    : sizeof(address->v4);
}

uint32_t
address_ipv4(const union address *address)
{
	uint32_t host = 0;

	if (address->any.sa_family == AF_INET)
		return address->v4.sin_addr.s_addr;
	if (IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr))
		memcpy(&host, &address->v6.sin6_addr.s6_addr[12], sizeof(host));
	return host;
}

bool
address_is_same_host(const union address *a, const union address *b)
{
	uint32_t a4 = address_ipv4(a), b4 = address_ipv4(b);

	if (a4 != 0 || b4 != 0)
		return a4 == b4;
	return a->any.sa_family == AF_INET6 && b->any.sa_family == AF_INET6 &&
	    memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr,
	    sizeof(a->v6.sin6_addr)) == 0 &&
	    (!IN6_IS_ADDR_LINKLOCAL(&a->v6.sin6_addr) ||
	    a->v6.sin6_scope_id == b->v6.sin6_scope_id);
}

int
address_of_host(struct span host, const union address *like,
    union address *address_out)
{
	*address_out = (union address){ .any.sa_family = like->any.sa_family };
	if (like->any.sa_family == AF_INET && host.len == 4) {
		memcpy(&address_out->v4.sin_addr, host.at, 4);
		return 0;
	}
	if (like->any.sa_family != AF_INET6)
		return -1;
	address_out->v6.sin6_scope_id = like->v6.sin6_scope_id;
	if (host.len == 16) {
		memcpy(&address_out->v6.sin6_addr, host.at, 16);
		return 0;
	}
	if (host.len != 4)
		return -1;
	address_out->v6.sin6_addr.s6_addr[10] = 0xff;
	address_out->v6.sin6_addr.s6_addr[11] = 0xff;
	memcpy(&address_out->v6.sin6_addr.s6_addr[12], host.at, 4);
	return 0;
}

/* inet_ntop() goes by way of printf for this, and through its pages. */
static void
put_ipv4(struct buf *text, struct in_addr address)
{
	uint32_t host = ntohl(address.s_addr);

	for (int shift = 24; shift >= 0; shift -= 8) {
		buf_put_u64(text, host >> shift & 0xff);
		if (shift > 0)
			buf_put_char(text, '.');
	}
}

void
address_put(struct buf *text, const union address *address)
{
	char host[INET6_ADDRSTRLEN] = "?";

	if (address->any.sa_family != AF_INET6) {
		put_ipv4(text, address->v4.sin_addr);
		return;
	}
	(void)inet_ntop(AF_INET6, &address->v6.sin6_addr, host, sizeof(host));
	buf_put_text(text, host);
}
