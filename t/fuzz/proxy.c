/* SPDX-License-Identifier: ISC */
/*
 * What a load balancer sends: a header ends within the bytes, the client it
 * tells is an address, and what comes behind it changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/proxy_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
check_whole(struct span bytes, enum proxy_header header, size_t len,
    const union address *client)
{
	union address again;
	size_t same;

	if (len == 0 || len > bytes.len || len > PROXY_HEADER_MAX)
		abort();
	if (header == PROXY_CLIENT && client->any.sa_family != AF_INET &&
	    client->any.sa_family != AF_INET6)
		abort();
	if (proxy_header_read(span_first(bytes, len), &same,
	    &again) != header || same != len)
		abort();
	if (header == PROXY_CLIENT && memcmp(&again, client,
	    address_size(client)) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span input = span_make(bytes, len);
	union address client;
	size_t header_len;
	enum proxy_header header = proxy_header_read(input, &header_len,
	    &client);

	if (header == PROXY_CUT && header_len <= len)
		abort();
	if (header == PROXY_CLIENT || header == PROXY_ITSELF)
		check_whole(input, header, header_len, &client);
	return 0;
}
