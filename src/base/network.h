/* SPDX-License-Identifier: ISC */
/*
 * Networks as options name them: 192.0.2.0/24, 2001:db8::/32, or one address.
 * An IPv4 address within an IPv6 one (::ffff:192.0.2.1) is the IPv4 address.
 */
#ifndef BASE_NETWORK_H
#define BASE_NETWORK_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/attrs.h"
#include "base/span.h"

/* Is this the name of a network? */
bool is_network(struct span text) MUST_CHECK;

/* Is the address within it? Never within what is no network. */
bool network_has(struct span text, const struct sockaddr *address) MUST_CHECK;

/* The same for a list with commas: is it one, and in any of them? An empty
 * list names nothing, and is right. */
bool are_networks(struct span list) MUST_CHECK;
bool networks_have(struct span list, const struct sockaddr *address)
    MUST_CHECK;

#endif
