/* SPDX-License-Identifier: ISC */
/* All sessions of this machine, for the commands that show or end them. */
#ifndef ADMIN_SESSIONS_H
#define ADMIN_SESSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "table/snapshot.h"

struct sessions {
	struct seen_session *list;	/* TABLE_SLOTS_MOST of them */
	size_t count;
};

/* The words for what a session is doing. */
extern const char seen_words[SEEN_KINDS][12];

/* Memory for sessions; on failure the program ends with a word. */
void sessions_init(struct sessions *sessions);

/* Those that are there now. 0, or -1 after a word on standard error. */
int sessions_read(struct sessions *sessions) MUST_CHECK;

/* The client's address as text; an IPv4 one without what IPv6 puts around. */
void sessions_put_address(struct buf *text,
    const struct seen_session *session);

#endif
