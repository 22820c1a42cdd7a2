/* SPDX-License-Identifier: ISC */
/*
 * The sessions of the table as they are now, for those who ask. Whoever asks
 * need not be root; nothing in the file is believed, least of all what a
 * session says of itself.
 */
#ifndef TABLE_SNAPSHOT_H
#define TABLE_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"
#include "table/format.h"

/* What a session is seen to do. */
enum seen { SEEN_GREETED, SEEN_IDLE, SEEN_COMMAND, SEEN_TRANSFER, SEEN_KINDS };

struct seen_session {
	pid_t pid;
	int64_t taken_us;		/* since boot */
	int64_t age_us;
	struct in6_addr address;	/* IPv4 ones mapped */
	uint16_t port;
	enum seen state;
	bool is_encrypted;
	int64_t command_us;		/* how long it has been doing so */
	uint64_t moved;			/* by the transfer that is on */
	uint64_t moved_before;
	/* Foreign text: whatever the client has sent, and the engine made of
	 * it. */
	uint32_t user_length, command_length;
	char user[PAGE_USER_MOST];
	char command[PAGE_COMMAND_MOST];
};

struct snapshot {
	int fd;
	uint32_t used;
	uint32_t next;
};

enum snapshot_opened {
	SNAPSHOT_OPEN,
	SNAPSHOT_EMPTY,		/* no session has ever been there */
	SNAPSHOT_CLOSED,	/* not for this user */
	SNAPSHOT_UNFIT,		/* the reason is in `why` */
};

enum snapshot_opened snapshot_open(struct snapshot *snapshot, struct buf *why)
    MUST_CHECK;

/* The same, of a file that is open already and now is the snapshot's. */
enum snapshot_opened snapshot_adopt(struct snapshot *snapshot, int fd,
    struct buf *why) MUST_CHECK;

/* The next session that is there. False: that was the last one. */
bool snapshot_next(struct snapshot *snapshot, struct seen_session *session_out)
    MUST_CHECK;

void snapshot_close(struct snapshot *snapshot);

/* Bytes per second of the transfer that is on, on an average. */
uint64_t seen_rate(const struct seen_session *session) MUST_CHECK;

static inline struct span
seen_user(const struct seen_session *session)
{
	return span_make(session->user, session->user_length);
}

static inline struct span
seen_command(const struct seen_session *session)
{
	return span_make(session->command, session->command_length);
}

#endif
