/* SPDX-License-Identifier: ISC */
/*
 * The PROXY protocol's header, version 1 (a line) and 2 (binary): what a load
 * balancer says of its client before anything else. A pure function of bytes.
 */
#ifndef MONITOR_PROXY_HEADER_H
#define MONITOR_PROXY_HEADER_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/span.h"
#include "wire/address.h"

/* Longer ones are wrong: version 2 can carry more than we need to know. */
#define PROXY_HEADER_MAX 2048

enum proxy_header {
	PROXY_CUT,	/* it may become a header with more bytes */
	PROXY_WRONG,	/* it never will be one */
	PROXY_CLIENT,	/* the client is told */
	PROXY_ITSELF,	/* the load balancer is the client: it checks us */
};

/*
 * What `bytes` begin with. PROXY_CLIENT, PROXY_ITSELF: *len_out bytes belong to
 * it. PROXY_CLIENT: *client_out has family, address and port. PROXY_CUT:
 * *len_out bytes, at least, are needed to know more.
 */
enum proxy_header proxy_header_read(struct span bytes, size_t *len_out,
    union address *client_out) MUST_CHECK;

#endif
