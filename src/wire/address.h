/* SPDX-License-Identifier: ISC */
/*
 * Addresses of TCP, IPv4 or IPv6, and which of them are the same host. An IPv4
 * address within an IPv6 one (::ffff:192.0.2.1) is the IPv4 address.
 */
#ifndef WIRE_ADDRESS_H
#define WIRE_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"

/* As the kernel tells it, and takes it. */
union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* For bind(2) and connect(2). */
socklen_t address_size(const union address *address);

/* Ports in host order. */
void address_set_port(union address *address, uint16_t port);
uint16_t address_port(const union address *address);

/* The IPv4 address within, in network order; 0 for a genuine IPv6 one. */
uint32_t address_ipv4(const union address *address);

/* The same host? A link-local address means another host on another link. */
bool address_is_same_host(const union address *a, const union address *b)
    MUST_CHECK;

/*
 * The address of these 4 or 16 bytes, for a socket of the same kind as one that
 * has the address `like`, and on its link. -1: there is none.
 */
int address_of_host(struct span host, const union address *like,
    union address *address_out) MUST_CHECK;

/* As text, without the port. */
void address_put(struct buf *text, const union address *address);

#endif
