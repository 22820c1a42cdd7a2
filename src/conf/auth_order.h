/* SPDX-License-Identifier: ISC */
/* The words of auth_order: who is asked about a name and its password. */
#ifndef CONF_AUTH_ORDER_H
#define CONF_AUTH_ORDER_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/span.h"

enum auth_way {
	AUTH_USERS_FILE,
	AUTH_PAM,
	AUTH_WAYS,
};

/* Takes the first word off the list. False: it is none. */
bool auth_order_next(struct span *order, enum auth_way *way_out) MUST_CHECK;

/* Is it in the list? */
bool auth_order_has(const char *order, enum auth_way way) MUST_CHECK;

/* Is all of it known words, each of them once, and is there one? */
bool is_auth_order(const char *order) MUST_CHECK;

#endif
