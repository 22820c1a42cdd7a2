/* SPDX-License-Identifier: ISC */
/* The words of auth_order: see auth_order.h. Monitor and command line. */
#include "conf/auth_order.h"

static const char words[AUTH_WAYS][12] = {
	[AUTH_USERS_FILE] = "users_file",
	[AUTH_PAM] = "pam",
};

bool
auth_order_next(struct span *order, enum auth_way *way_out)
{
	struct span word = span_trim(span_split(order, ','));

	for (unsigned i = 0; i < AUTH_WAYS; i++) {
		if (!span_is(word, words[i]))
			continue;
		*way_out = (enum auth_way)i;
		return true;
	}
	return false;
}

bool
auth_order_has(const char *order, enum auth_way way)
{
	struct span rest = span_of(order);
	enum auth_way next;

	while (rest.len > 0)
		if (auth_order_next(&rest, &next) && next == way)
			return true;
	return false;
}

bool
is_auth_order(const char *order)
{
	struct span rest = span_of(order);
	unsigned seen = 0;
	enum auth_way way;

	while (rest.len > 0) {
		if (!auth_order_next(&rest, &way) || (seen & 1U << way) != 0)
			return false;
		seen |= 1U << way;
	}
	return seen != 0;
}
