/* SPDX-License-Identifier: ISC */
/* The PROXY protocol's header: both versions, whole, cut and wrong. */
#include "monitor/proxy_header.h"

#include <string.h>

#include "base/buf.h"
#include "tap.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define BYTES(text) { text, sizeof(text) - 1 }

static const struct {
	const char *name;
	struct span bytes;
	enum proxy_header want;
	size_t len;		/* of the header */
	const char *client;	/* "address port" */
} rows[] = {
	/* Version 1. */
	{ "TCP4", BYTES("PROXY TCP4 192.0.2.1 198.51.100.1 54321 21\r\nUSER"),
	    PROXY_CLIENT, 44, "192.0.2.1 54321" },
	{ "TCP6", BYTES("PROXY TCP6 2001:db8::1 2001:db8::2 65535 21\r\n"),
	    PROXY_CLIENT, 45, "2001:db8::1 65535" },
	{ "UNKNOWN", BYTES("PROXY UNKNOWN\r\n"), PROXY_ITSELF, 15, NULL },
	{ "UNKNOWN with more", BYTES("PROXY UNKNOWN ffff::1 x 1 2\r\n"),
	    PROXY_ITSELF, 29, NULL },
	{ "an address of the other kind",
	    BYTES("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n"), PROXY_WRONG,
	    0, NULL },
	{ "a name", BYTES("PROXY TCP4 localhost 192.0.2.1 1 2\r\n"),
	    PROXY_WRONG, 0, NULL },
	{ "two blanks", BYTES("PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n"),
	    PROXY_WRONG, 0, NULL },
	{ "no ports", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2\r\n"), PROXY_WRONG,
	    0, NULL },
	{ "a port too large",
	    BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 65536 21\r\n"), PROXY_WRONG,
	    0, NULL },
	{ "a fifth word", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 1 21 x\r\n"),
	    PROXY_WRONG, 0, NULL },
	{ "no CR", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 1 21\n"), PROXY_WRONG,
	    0, NULL },
	{ "UDP", BYTES("PROXY UDP4 192.0.2.1 192.0.2.2 1 21\r\n"), PROXY_WRONG,
	    0, NULL },
	{ "small letters", BYTES("proxy TCP4 192.0.2.1 192.0.2.2 1 21\r\n"),
	    PROXY_WRONG, 0, NULL },
	{ "no end within 107 bytes", BYTES("PROXY UNKNOWN xxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxx\r\n"), PROXY_WRONG, 0, NULL },
	{ "a command of FTP", BYTES("USER ftp\r\n"), PROXY_WRONG, 0, NULL },
	/* Version 2. */
	{ "TCP over IPv4", BYTES(SIGNATURE "\x21\x11\x00\x0c\xc0\x00\x02\x01"
	    "\xc6\x33\x64\x01\xd4\x31\x00\x15" "USER"), PROXY_CLIENT, 28,
	    "192.0.2.1 54321" },
	{ "TCP over IPv6", BYTES(SIGNATURE "\x21\x21\x00\x24"
	    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
	    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02\xff\xff\x00\x15"),
	    PROXY_CLIENT, 52, "2001:db8::1 65535" },
	{ "with more behind", BYTES(SIGNATURE "\x21\x11\x00\x10\xc0\x00\x02\x01"
	    "\xc6\x33\x64\x01\xd4\x31\x00\x15" "\x04\x00\x01\x00"),
	    PROXY_CLIENT, 32, "192.0.2.1 54321" },
	{ "LOCAL", BYTES(SIGNATURE "\x20\x00\x00\x00"), PROXY_ITSELF, 16,
	    NULL },
	{ "LOCAL with addresses", BYTES(SIGNATURE "\x20\x11\x00\x0c"
	    "\xc0\x00\x02\x01\xc6\x33\x64\x01\xd4\x31\x00\x15"), PROXY_ITSELF,
	    28, NULL },
	{ "of no family", BYTES(SIGNATURE "\x21\x00\x00\x00"), PROXY_ITSELF,
	    16, NULL },
	{ "too short for its family", BYTES(SIGNATURE "\x21\x11\x00\x0b"
	    "\xc0\x00\x02\x01\xc6\x33\x64\x01\xd4\x31\x00"), PROXY_WRONG, 0,
	    NULL },
	{ "of version 3", BYTES(SIGNATURE "\x31\x11\x00\x00"), PROXY_WRONG, 0,
	    NULL },
	{ "with a command that is none", BYTES(SIGNATURE "\x22\x11\x00\x00"),
	    PROXY_WRONG, 0, NULL },
	{ "over UDP", BYTES(SIGNATURE "\x21\x12\x00\x0c"
	    "\xc0\x00\x02\x01\xc6\x33\x64\x01\xd4\x31\x00\x15"), PROXY_WRONG, 0,
	    NULL },
	{ "longer than we read", BYTES(SIGNATURE "\x21\x11\xff\xff"),
	    PROXY_WRONG, 0, NULL },
};

static const char *
text_of(const union address *client)
{
	static char storage[80];
	struct buf text = BUF_OVER(storage);

	address_put(&text, client);
	buf_putf(&text, " %u", address_port(client));
	return buf_text(&text);
}

/* What is shorter waits for more, and knows how much at least. */
static void
cut_everywhere(const char *name, struct span header)
{
	union address client;
	size_t wrong = 0, len;

	for (size_t at = 0; at < header.len; at++)
		wrong += proxy_header_read(span_first(header, at), &len,
		    &client) != PROXY_CUT || len <= at || len > header.len;
	is_num((long long)wrong, 0, "%s waits for its end wherever it is cut",
	    name);
}

int
main(void)
{
	union address client;
	size_t len;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum proxy_header got = proxy_header_read(rows[i].bytes, &len,
		    &client);

		is_num(got, rows[i].want, "a header: %s", rows[i].name);
		if (rows[i].want == PROXY_WRONG || got != rows[i].want)
			continue;
		is_num((long long)len, (long long)rows[i].len, "... its end");
		if (rows[i].client != NULL)
			is_text(text_of(&client), rows[i].client,
			    "... its client");
		cut_everywhere(rows[i].name, span_first(rows[i].bytes, len));
	}
	return done_testing();
}
