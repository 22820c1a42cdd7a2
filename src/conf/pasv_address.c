/* SPDX-License-Identifier: ISC */
/* The rules of pasv_address: see pasv_address.h. Monitor and command line. */
#include "conf/pasv_address.h"

#include <arpa/inet.h>

#include "base/network.h"

struct pasv_rule
pasv_rule_next(struct span *rules)
{
	struct span rule = span_split(rules, ',');
	struct pasv_rule found = { .network = span_of("") };

	if (span_find(rule, '=') < rule.len)
		found.network = span_trim(span_split(&rule, '='));
	found.address = span_trim(rule);
	return found;
}

bool
pasv_is_number(struct span address, struct in_addr *host_out)
{
	char text[HOST_NAME_BYTES];

	if (address.len >= sizeof(text))
		return false;
	memcpy(text, address.at, address.len);
	text[address.len] = '\0';
	return inet_aton(text, host_out) != 0;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Without any letter it is an address with a mistake in it. */
static bool
is_host_name(struct span name)
{
	bool has_letter = false;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (is_letter(c))
			has_letter = true;
		else if ((c < '0' || c > '9') && c != '.' && c != '-' &&
		    c != '_')
			return false;
	}
	return has_letter && name.len < HOST_NAME_BYTES;
}

static bool
is_right(const struct pasv_rule *rule)
{
	struct in_addr host;

	return (rule->network.len == 0 || is_network(rule->network)) &&
	    (pasv_is_number(rule->address, &host) ||
	    is_host_name(rule->address));
}

bool
is_pasv_address(const char *rules)
{
	struct span rest = span_of(rules);
	struct pasv_rule rule;

	do {
		rule = pasv_rule_next(&rest);
		if (!is_right(&rule))
			return false;
	} while (rest.len > 0);
	return true;
}
