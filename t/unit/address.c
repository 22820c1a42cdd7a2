/* SPDX-License-Identifier: ISC */
/* Which addresses are the same host, and what becomes of those in PORT. */
#include "wire/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"

/* "address", or "address%number of the link". */
static union address
address_of(const char *text)
{
	union address address = { .any.sa_family = AF_INET };
	char copy[64];
	char *link;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	link = strchr(copy, '%');
	if (link != NULL)
		*link = '\0';
	if (inet_pton(AF_INET, copy, &address.v4.sin_addr) == 1)
		return address;
	address = (union address){ .v6.sin6_family = AF_INET6 };
	if (inet_pton(AF_INET6, copy, &address.v6.sin6_addr) != 1)
		(void)printf("Bail out! %s is no address\n", text);
	if (link != NULL)
		address.v6.sin6_scope_id = (uint32_t)(link[1] - '0');
	return address;
}

static const struct {
	const char *a;
	const char *b;
	bool same;
} hosts[] = {
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "192.0.2.2", false },
	{ "192.0.2.1", "::ffff:192.0.2.1", true },
	{ "192.0.2.1", "::ffff:192.0.2.2", false },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", true },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.2", false },
	/* Other ways to write IPv4 within IPv6 are other hosts. */
	{ "192.0.2.1", "::192.0.2.1", false },
	{ "192.0.2.1", "64:ff9b::192.0.2.1", false },
	{ "192.0.2.1", "2002:c000:201::", false },
	{ "2001:db8::1", "2001:db8::1", true },
	{ "2001:db8::1", "2001:db8::2", false },
	{ "2001:db8::1", "2001:db8:1::1", false },
	{ "::1", "127.0.0.1", false },
	{ "::", "0.0.0.0", false },
	/* The link counts where an address is nothing without it. */
	{ "fe80::1%1", "fe80::1%1", true },
	{ "fe80::1%1", "fe80::1%2", false },
	{ "2001:db8::1%1", "2001:db8::1%2", true },
};

static void
compare(void)
{
	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		union address a = address_of(hosts[i].a);
		union address b = address_of(hosts[i].b);

		address_set_port(&a, 1);
		address_set_port(&b, 2);
		(void)ok(address_is_same_host(&a, &b) == hosts[i].same &&
		    address_is_same_host(&b, &a) == hosts[i].same,
		    "%s and %s are %s", hosts[i].a, hosts[i].b,
		    hosts[i].same ? "the same host" : "two hosts");
	}
}

/* What PORT and EPRT name, for a session whose own address is `like`. */
static const struct {
	const char *like;
	const char *host;
	size_t len;
	const char *want;	/* NULL: there is none */
} names[] = {
	{ "192.0.2.9", "\xc0\0\2\1", 4, "192.0.2.1" },
	{ "192.0.2.9", "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, NULL },
	{ "::ffff:192.0.2.9", "\xc0\0\2\1", 4, "::ffff:192.0.2.1" },
	{ "2001:db8::9", "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16,
	    "2001:db8::1" },
	{ "192.0.2.9", "", 0, NULL },
	{ "192.0.2.9", "\xc0\0\2", 3, NULL },
	{ "2001:db8::9", "", 0, NULL },
	{ "2001:db8::9", "\xc0\0\2\1\0", 5, NULL },
};

static void
build(void)
{
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		union address like = address_of(names[i].like);
		union address address;
		char storage[64];
		struct buf text = BUF_OVER(storage);

		if (address_of_host(span_make(names[i].host, names[i].len),
		    &like, &address) == 0)
			address_put(&text, &address);
		(void)is_text(buf_text(&text),
		    names[i].want != NULL ? names[i].want : "",
		    "%zu bytes, asked at %s", names[i].len, names[i].like);
	}
}

static void
keep_the_link(void)
{
	static const char host[] = "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1";
	union address like = address_of("fe80::9%3"), address;

	(void)ok(address_of_host(span_make(host, 16), &like, &address) == 0 &&
	    address.v6.sin6_scope_id == 3,
	    "a link-local address is on the session's own link");
}

static void
ports(void)
{
	union address v4 = address_of("192.0.2.1"), v6 = address_of("::1");

	address_set_port(&v4, 65535);
	address_set_port(&v6, 258);
	(void)ok(address_port(&v4) == 65535 && v4.v4.sin_port == 65535,
	    "a port of an IPv4 address");
	(void)ok(address_port(&v6) == 258 && v6.v6.sin6_port == htons(258),
	    "a port of an IPv6 address");
	(void)ok(address_size(&v4) == sizeof(struct sockaddr_in) &&
	    address_size(&v6) == sizeof(struct sockaddr_in6), "their sizes");
}

int
main(void)
{
	compare();
	build();
	keep_the_link();
	ports();
	return done_testing();
}
