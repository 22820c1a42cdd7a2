/* SPDX-License-Identifier: ISC */
/*
 * Messages as structs and as bytes. One definition, messages.def, serves both
 * ends: the encoder and the decoder of a message come from the same row.
 *
 * The decoder takes its input for hostile. It fails on an unknown kind, on
 * bytes missing or left over, on a text above its limit, on descriptors
 * missing or left over; then nothing of the message is used.
 */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/secret.h"
#include "base/span.h"

enum role {
	MONITOR = 1,
	BROKER = 2,
	ENGINE = 4,
	KEEPER = 8,		/* of a listener's keys: a monitor, aside */
};

enum phase {
	IN_LOGIN = 1,
	IN_SESSION = 2,
	IN_ANY = 3,
};

enum frequency { UNLIMITED, BY_CONF, AS_ASKED };

/* Fields ------------------------------------------------------------------ */

#define NOTHING uint8_t nothing;
#define U32(name) uint32_t name;
#define U64(name) uint64_t name;
#define I64(name) int64_t name;
#define STR(name, most) struct span name;
#define SECRET(name) struct secret name;
#define MAYBE_FD(name) int name;

#define MESSAGE(name, sender, receivers, phases, often, fields) \
	struct msg_##name { fields };
#include "wire/messages.def"
#undef MESSAGE

#undef NOTHING
#undef U32
#undef U64
#undef I64
#undef STR
#undef SECRET
#undef MAYBE_FD

enum message_kind {
	MSG_none,
#define MESSAGE(name, sender, receivers, phases, often, fields) MSG_##name,
#include "wire/messages.def"
#undef MESSAGE
	MSG_count
};

/* A received message. Texts point into the packet that it came in. */
struct message {
	enum message_kind kind;
	union {
#define MESSAGE(name, sender, receivers, phases, often, fields) \
		struct msg_##name name;
#include "wire/messages.def"
#undef MESSAGE
	} as;
};

/* Packets ----------------------------------------------------------------- */

#define PACKET_BYTES 10752	/* the texts of the longest row, and the rest */
#define PACKET_FDS 2

struct packet {
	size_t len;		/* bytes in the packet */
	size_t at;		/* bytes decoded */
	unsigned fd_count;
	unsigned fd_at;
	int fds[PACKET_FDS];
	bool bad;		/* sticky */
	char bytes[PACKET_BYTES];
};

/* What is known of a kind without a message at hand. */
struct message_row {
	const char *name;
	unsigned sender;	/* enum role */
	unsigned receivers;	/* enum role bits */
	unsigned phases;	/* enum phase bits */
	enum frequency often;
	enum message_kind asked_by;	/* AS_ASKED: the request */
	bool has_secret;
	void (*encode)(struct packet *packet, const void *message);
	void (*decode)(struct packet *packet, struct message *message);
};

/* NULL when there is no such kind. */
const struct message_row *message_row(unsigned kind);

/* Is it answered by the message of the row below it? */
bool message_is_request(enum message_kind kind);

/*
 * Fills the packet from the struct of that kind. A text above its limit or a
 * packet above PACKET_BYTES is our own mistake: -1, and the packet is bad.
 */
int codec_encode(struct packet *packet, enum message_kind kind,
    const void *message) MUST_CHECK;

/*
 * Fills the message from a received packet (len, fd_count, fds and bytes are
 * set). 0, or -1; the caller closes the packet's descriptors then.
 */
int codec_decode(struct packet *packet, struct message *message) MUST_CHECK;

#endif
