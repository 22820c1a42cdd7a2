/* SPDX-License-Identifier: ISC */
/* All sessions: see sessions.h. Command line. */
#include "admin/sessions.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/fail.h"
#include "table/renew.h"

const char seen_words[SEEN_KINDS][12] = {
	[SEEN_GREETED] = "greeted", [SEEN_IDLE] = "idle",
	[SEEN_COMMAND] = "command", [SEEN_TRANSFER] = "transfer",
};

void
sessions_init(struct sessions *sessions)
{
	void *list = mmap(NULL, TABLE_SLOTS_MOST * sizeof(*sessions->list),
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
	    MAP_NORESERVE, -1, 0);

	if (list == MAP_FAILED)
		fatal("no memory for the sessions: %s", strerror(errno));
	*sessions = (struct sessions){ .list = list };
}

static int
complain(const char *text)
{
	(void)fprintf(stderr, "oneftpd: %s\n", text);
	return -1;
}

int
sessions_read(struct sessions *sessions)
{
	char storage[256];
	struct buf why = BUF_OVER(storage);
	struct snapshot snapshot;

	sessions->count = 0;
	switch (snapshot_open(&snapshot, &why)) {
	case SNAPSHOT_OPEN:
		break;
	case SNAPSHOT_EMPTY:
		return 0;
	case SNAPSHOT_CLOSED:
		return complain("only root and the group " TABLE_GROUP
		    " may ask for the sessions");
	case SNAPSHOT_UNFIT:
		return complain(buf_text(&why));
	}
	while (sessions->count < TABLE_SLOTS_MOST && snapshot_next(&snapshot,
	    &sessions->list[sessions->count]))
		sessions->count++;
	snapshot_close(&snapshot);
	return 0;
}

void
sessions_put_address(struct buf *text, const struct seen_session *session)
{
	const struct in6_addr *address = &session->address;
	char storage[INET6_ADDRSTRLEN];
	const char *shown = IN6_IS_ADDR_V4MAPPED(address)
	    ? inet_ntop(AF_INET, &address->s6_addr[12], storage,
	    sizeof(storage))
	    : inet_ntop(AF_INET6, address, storage, sizeof(storage));

	buf_put_text(text, shown);
}
