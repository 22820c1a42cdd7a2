/* SPDX-License-Identifier: ISC */
/* The treatment of data connections: see traffic.h. Broker. */
#include "broker/traffic.h"

#include <netinet/ip.h>
#include <sys/socket.h>

#include "wire/address.h"

static void
switch_on(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value, sizeof(value));
}

void
traffic_prepare(int fd, const union address *address, const struct conf *conf)
{
	/* On the wire it is IPv4, even on an IPv6 socket. */
	if (address_ipv4(address) != 0)
		switch_on(fd, IPPROTO_IP, IP_TOS, IPTOS_THROUGHPUT);
	else
		switch_on(fd, IPPROTO_IPV6, IPV6_TCLASS, IPTOS_THROUGHPUT);
	if (conf->data_connection_timeout == 0)
		switch_on(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}
