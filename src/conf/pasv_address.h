/* SPDX-License-Identifier: ISC */
/*
 * The rules of pasv_address: "address", or "network=address, ..., address", of
 * which the first counts whose network the client is in. An address is written
 * as IPv4 address, as host name, or as "auto".
 */
#ifndef CONF_PASV_ADDRESS_H
#define CONF_PASV_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>

#include "base/attrs.h"
#include "base/span.h"

#define HOST_NAME_BYTES 256	/* with the NUL */

struct pasv_rule {
	struct span network;	/* empty: any */
	struct span address;
};

/* Takes the first rule off. */
struct pasv_rule pasv_rule_next(struct span *rules);

/* Is it an IPv4 address in numbers, as inet_aton(3) reads them? */
bool pasv_is_number(struct span address, struct in_addr *host_out) MUST_CHECK;

/* Can all of it be understood? Whether a name exists is not looked at. */
bool is_pasv_address(const char *rules) MUST_CHECK;

#endif
