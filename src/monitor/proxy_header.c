/* SPDX-License-Identifier: ISC */
/* The PROXY protocol's header: see proxy_header.h. Monitor, as root, so it is
 * short and strict. */
#include "monitor/proxy_header.h"

#include <arpa/inet.h>

#include "base/num.h"

/* The 4 or 16 bytes of a host. */
static int
take_host(struct span host, union address *host_out)
{
	union address like = { .v6.sin6_family = AF_INET6 };

	if (host.len == 4)
		like.v4.sin_family = AF_INET;
	return address_of_host(host, &like, host_out);
}

/* Version 1: "PROXY TCP4 192.0.2.1 198.51.100.1 54321 21" CR LF --------- */

#define LINE_MAX_BYTES 107	/* with CR LF, by the protocol */

static const char line_begins[] = "PROXY ";

static int
host_of_text(struct span text, int family, union address *host_out)
{
	char host[INET6_ADDRSTRLEN];
	unsigned char bytes[16];

	if (text.len >= sizeof(host))
		return -1;
	memcpy(host, text.at, text.len);
	host[text.len] = '\0';
	if (inet_pton(family, host, bytes) != 1)
		return -1;
	return take_host(span_make(bytes, family == AF_INET ? 4 : 16),
	    host_out);
}

static int
port_of_text(struct span text, union address *address)
{
	uint64_t port;

	if (num_decimal(text, UINT16_MAX, &port) == -1)
		return -1;
	address_set_port(address, (uint16_t)port);
	return 0;
}

/* "192.0.2.1 198.51.100.1 54321 21": source, destination, and their ports. */
static enum proxy_header
read_ends(struct span rest, int family, union address *client_out)
{
	struct span source = span_split(&rest, ' ');
	struct span destination = span_split(&rest, ' ');
	struct span port = span_split(&rest, ' ');
	union address server;

	if (host_of_text(source, family, client_out) == -1 ||
	    host_of_text(destination, family, &server) == -1 ||
	    port_of_text(port, client_out) == -1 ||
	    port_of_text(rest, &server) == -1)
		return PROXY_WRONG;
	return PROXY_CLIENT;
}

static enum proxy_header
read_line(struct span bytes, size_t *len_out, union address *client_out)
{
	struct span line = span_first(bytes, LINE_MAX_BYTES);
	size_t len = span_find(line, '\n');
	struct span kind;

	if (len == line.len) {
		*len_out = bytes.len + 1;
		return line.len == LINE_MAX_BYTES ? PROXY_WRONG : PROXY_CUT;
	}
	*len_out = len + 1;
	if (line.at[len - 1] != '\r')
		return PROXY_WRONG;
	line = span_from(span_first(line, len - 1), sizeof(line_begins) - 1);
	kind = span_split(&line, ' ');
	if (span_is(kind, "UNKNOWN"))
		return PROXY_ITSELF;
	if (span_is(kind, "TCP4"))
		return read_ends(line, AF_INET, client_out);
	if (span_is(kind, "TCP6"))
		return read_ends(line, AF_INET6, client_out);
	return PROXY_WRONG;
}

/* Version 2: signature, command, family, length, addresses, more ----------- */

static const char block_begins[] = "\r\n\r\n\0\r\nQUIT\n";

#define SIGNATURE_BYTES (sizeof(block_begins) - 1)
#define BLOCK_BYTES (SIGNATURE_BYTES + 4)	/* before the addresses */

enum { COMMAND_LOCAL = 0x20, COMMAND_PROXY = 0x21 };
enum { FAMILY_NONE = 0x00, FAMILY_TCP4 = 0x11, FAMILY_TCP6 = 0x21 };

static unsigned
byte_at(struct span bytes, size_t at)
{
	return (unsigned char)bytes.at[at];
}

/* Source and destination, then their ports, all in network order. */
static enum proxy_header
take_ends(struct span ends, size_t host_bytes, union address *client_out)
{
	size_t port = 2 * host_bytes;

	if (ends.len < port + 4 ||
	    take_host(span_first(ends, host_bytes), client_out) == -1)
		return PROXY_WRONG;
	address_set_port(client_out, (uint16_t)(byte_at(ends, port) << 8 |
	    byte_at(ends, port + 1)));
	return PROXY_CLIENT;
}

static enum proxy_header
read_block(struct span bytes, size_t *len_out, union address *client_out)
{
	struct span ends;

	*len_out = BLOCK_BYTES;
	if (bytes.len < BLOCK_BYTES)
		return PROXY_CUT;
	*len_out += byte_at(bytes, BLOCK_BYTES - 2) << 8 |
	    byte_at(bytes, BLOCK_BYTES - 1);
	if (*len_out > PROXY_HEADER_MAX)
		return PROXY_WRONG;
	if (bytes.len < *len_out)
		return PROXY_CUT;
	ends = span_from(span_first(bytes, *len_out), BLOCK_BYTES);
	if (byte_at(bytes, SIGNATURE_BYTES) == COMMAND_LOCAL)
		return PROXY_ITSELF;
	if (byte_at(bytes, SIGNATURE_BYTES) != COMMAND_PROXY)
		return PROXY_WRONG;
	switch (byte_at(bytes, SIGNATURE_BYTES + 1)) {
	case FAMILY_NONE:
		return PROXY_ITSELF;
	case FAMILY_TCP4:
		return take_ends(ends, 4, client_out);
	case FAMILY_TCP6:
		return take_ends(ends, 16, client_out);
	default:
		return PROXY_WRONG;
	}
}

/* Which of them ------------------------------------------------------------ */

/* As far as there are bytes. */
static bool
may_begin(struct span bytes, const char *beginning, size_t len)
{
	return memcmp(bytes.at, beginning, bytes.len < len ? bytes.len
	    : len) == 0;
}

enum proxy_header
proxy_header_read(struct span bytes, size_t *len_out,
    union address *client_out)
{
	size_t line = sizeof(line_begins) - 1;

	*len_out = 1;
	if (bytes.len == 0)
		return PROXY_CUT;
	if (may_begin(bytes, block_begins, SIGNATURE_BYTES))
		return read_block(bytes, len_out, client_out);
	if (may_begin(bytes, line_begins, line))
		return read_line(bytes, len_out, client_out);
	return PROXY_WRONG;
}
