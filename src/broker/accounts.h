/* SPDX-License-Identifier: ISC */
/*
 * Names of users and groups, for listings (text_userdb_names) and ~user. In a
 * jail there is no name service: what is known is the text of passwd(5) and
 * group(5). Broker.
 */
#ifndef BROKER_ACCOUNTS_H
#define BROKER_ACCOUNTS_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"
#include "broker/path.h"

#define NAMES_CACHED 16

/* The names of one of the two files, and the last ids that were asked for. */
struct names {
	struct span text;
	unsigned next;		/* to be replaced in the cache */
	struct {
		bool is_set;
		uint32_t id;
		struct span name;
	} cache[NAMES_CACHED];
};

/* The name of an id; empty when it has none. */
struct span names_find(struct names *names, uint32_t id);

/*
 * The home of a user, by the /etc/passwd that the session sees, as vsftpd looks
 * it up; empty when there is no such user. Valid until the next call.
 */
struct span accounts_home(const struct place *place, struct span user);

#endif
