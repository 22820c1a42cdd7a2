/* SPDX-License-Identifier: ISC */
/* Names of users and groups: see accounts.h. Broker, in the jail. */
#include "broker/accounts.h"

#include <fcntl.h>

#include "base/fd.h"
#include "base/num.h"

#define PASSWD_BYTES 100000	/* what is read of the session's own file */

/* The third field of a line is its id, in both files. */
static struct span
find_id(struct span text, uint32_t id)
{
	while (text.len > 0) {
		struct span line = span_split(&text, '\n');
		struct span name = span_split(&line, ':');
		uint64_t number;

		(void)span_split(&line, ':');
		if (num_decimal(span_split(&line, ':'), UINT32_MAX,
		    &number) == 0 && number == id)
			return name;
	}
	return span_of("");
}

struct span
names_find(struct names *names, uint32_t id)
{
	unsigned at;

	for (unsigned i = 0; i < NAMES_CACHED; i++)
		if (names->cache[i].is_set && names->cache[i].id == id)
			return names->cache[i].name;
	at = names->next++ % NAMES_CACHED;
	names->cache[at].is_set = true;
	names->cache[at].id = id;
	names->cache[at].name = find_id(names->text, id);
	return names->cache[at].name;
}

static struct span
home_in(struct span text, struct span user)
{
	while (text.len > 0) {
		struct span line = span_split(&text, '\n');

		if (!span_equal(span_split(&line, ':'), user))
			continue;
		for (int i = 0; i < 4; i++)	/* to the sixth field */
			(void)span_split(&line, ':');
		return span_split(&line, ':');
	}
	return span_of("");
}

struct span
accounts_home(const struct place *place, struct span user)
{
	static char text[PASSWD_BYTES];		/* outlives the call */
	int file = path_open(place, span_of("/etc/passwd"),
	    O_RDONLY | O_NONBLOCK);
	ssize_t len = file != NO_FD
	    ? fd_read_up_to(file, text, sizeof(text)) : 0;

	fd_close(&file);
	return home_in(span_make(text, len > 0 ? (size_t)len : 0), user);
}
