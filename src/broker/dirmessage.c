/* SPDX-License-Identifier: ISC */
/* Messages of directories: see dirmessage.h. Broker, in the jail. */
#include "broker/dirmessage.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "broker/broker.h"

/* FNV-1a. A name that collides with another goes without its message. */
static uint64_t
hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) *
		    UINT64_C(0x100000001b3);
	return hash;
}

static bool
is_first_visit(struct visits *visits, const char *directory)
{
	uint64_t hash = hash_of(directory);

	for (unsigned i = 0; i < visits->count; i++)
		if (visits->hashes[i] == hash)
			return false;
	if (visits->count < DIRMESSAGE_PLACES)
		visits->hashes[visits->count++] = hash;
	return true;
}

struct span
dirmessage_read(struct broker *broker)
{
	static char text[DIRMESSAGE_BYTES];	/* outlives the call */
	const struct conf *conf = broker->conf;
	struct stat facts;
	ssize_t len = 0;
	int file;

	if (!conf->dirmessage_enable || conf->message_file == NULL ||
	    !is_first_visit(&broker->visits, broker->place.cwd))
		return span_of("");
	file = path_open(&broker->place, span_of(conf->message_file),
	    O_RDONLY | O_NONBLOCK);
	if (file == NO_FD)
		return span_of("");
	if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode))
		len = fd_read_up_to(file, text, sizeof(text));
	fd_close(&file);
	return span_make(text, len > 0 ? (size_t)len : 0);
}
