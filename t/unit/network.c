/* SPDX-License-Identifier: ISC */
/* Which texts are networks, and which addresses are in them. */
#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "tap.h"

union host {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static union host
host_of(const char *text)
{
	union host host = { .v4.sin_family = AF_INET };

	if (inet_pton(AF_INET, text, &host.v4.sin_addr) == 1)
		return host;
	host = (union host){ .v6.sin6_family = AF_INET6 };
	if (inet_pton(AF_INET6, text, &host.v6.sin6_addr) != 1)
		(void)printf("Bail out! %s is no address\n", text);
	return host;
}

static const struct {
	const char *list, *host;
	bool want;
} rows[] = {
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "192.0.2.2", false },
	{ "192.0.2.0/24", "192.0.2.255", true },
	{ "192.0.2.0/24", "192.0.3.0", false },
	{ "192.0.2.77/24", "192.0.2.1", true },
	{ "192.0.2.128/25", "192.0.2.127", false },
	{ "192.0.2.128/25", "192.0.2.128", true },
	{ "192.0.2.1/32", "192.0.2.0", false },
	{ "192.0.2.2/31", "192.0.2.3", true },
	{ "192.0.2.2/31", "192.0.2.4", false },
	{ "0.0.0.0/0", "203.0.113.9", true },
	{ "0.0.0.0/0", "2001:db8::1", false },
	{ "192.0.2.0/24", "::ffff:192.0.2.9", true },
	{ "::ffff:192.0.2.0/120", "192.0.2.9", true },
	{ "192.0.2.0/24", "::192.0.2.9", false },
	{ "2001:db8::/32", "2001:db8:ffff::1", true },
	{ "2001:db8::/32", "2001:db9::1", false },
	{ "2001:db8::/33", "2001:db8:8000::1", false },
	{ "2001:db8::1", "2001:db8::1", true },
	{ "2001:db8::1/128", "2001:db8::2", false },
	{ "::/0", "2001:db8::1", true },
	{ "192.0.2.0/24, 2001:db8::/32", "2001:db8::1", true },
	{ "192.0.2.0/24,198.51.100.7", "198.51.100.7", true },
	{ "192.0.2.0/24,198.51.100.7", "198.51.100.8", false },
	{ "", "192.0.2.1", false },
	/* What is no network has nobody in it; its neighbours count. */
	{ "192.0.2.0/33", "192.0.2.0", false },
	{ "nonsense,192.0.2.1", "192.0.2.1", true },
};

static const struct {
	const char *list;
	bool want;
} texts[] = {
	{ "", true },
	{ "192.0.2.1", true },
	{ " 192.0.2.0/24 , ::1 ", true },
	{ "0.0.0.0/0", true },
	{ "::/0", true },
	{ "192.0.2.0/33", false },
	{ "192.0.2.0/", false },
	{ "192.0.2.0/-1", false },
	{ "192.0.2.0/24/8", false },
	{ "192.0.2/24", false },
	{ "192.0.2.0 255.255.255.0", false },
	{ "::/129", false },
	{ "::1%1", false },
	{ "example.net", false },
	{ "192.0.2.1,,192.0.2.2", false },
	{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", false },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		union host host = host_of(rows[i].host);

		ok(networks_have(span_of(rows[i].list), &host.any) ==
		    rows[i].want, "%s is %sin \"%s\"", rows[i].host,
		    rows[i].want ? "" : "not ", rows[i].list);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ok(are_networks(span_of(texts[i].list)) == texts[i].want,
		    "\"%s\" %s networks", texts[i].list,
		    texts[i].want ? "are" : "are no");
	return done_testing();
}
