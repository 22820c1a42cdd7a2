/* SPDX-License-Identifier: ISC */
/*
 * Encode and decode, made from messages.def: see codec.h. Every role runs
 * this on packets from a peer that it must not trust.
 */
#include "wire/codec.h"

#include <string.h>

#include "base/fd.h"
#include "base/wipe.h"

/* Pieces: one put_ and one get_ for each kind of field --------------------- */

static void
put_bytes(struct packet *packet, const void *bytes, size_t len)
{
	if (packet->bad || len > sizeof(packet->bytes) - packet->len) {
		packet->bad = true;
		return;
	}
	memcpy(packet->bytes + packet->len, bytes, len);
	packet->len += len;
}

static void
get_bytes(struct packet *packet, void *bytes, size_t len)
{
	if (packet->bad || len > packet->len - packet->at) {
		packet->bad = true;
		return;
	}
	memcpy(bytes, packet->bytes + packet->at, len);
	packet->at += len;
}

static void
put_text(struct packet *packet, struct span text, size_t most)
{
	uint16_t len = (uint16_t)text.len;

	if (text.len > most)
		packet->bad = true;
	put_bytes(packet, &len, sizeof(len));
	if (text.len > 0)	/* an empty span need not lead anywhere */
		put_bytes(packet, text.at, text.len);
}

static struct span
get_text(struct packet *packet, size_t most)
{
	uint16_t len = 0;
	struct span text;

	get_bytes(packet, &len, sizeof(len));
	if (packet->bad || len > most || len > packet->len - packet->at) {
		packet->bad = true;
		return span_of("");
	}
	text = span_make(packet->bytes + packet->at, len);
	packet->at += len;
	return text;
}

static void
put_secret(struct packet *packet, const struct secret *secret)
{
	put_text(packet, span_make(secret->bytes, secret->len), SECRET_MAX);
}

/* The copy in the packet is wiped at once: it would outlive the login. */
static void
get_secret(struct packet *packet, struct secret *secret)
{
	struct span text = get_text(packet, SECRET_MAX);

	if (secret_set(secret, text) == -1)
		packet->bad = true;
	wipe(packet->bytes + packet->at - text.len, text.len);
}

static void
put_fd(struct packet *packet, int fd)
{
	uint8_t present = fd != NO_FD;

	put_bytes(packet, &present, 1);
	if (!present)
		return;
	if (packet->fd_count == PACKET_FDS)
		packet->bad = true;
	else
		packet->fds[packet->fd_count++] = fd;
}

static int
get_fd(struct packet *packet)
{
	uint8_t present = 0;

	get_bytes(packet, &present, 1);
	if (packet->bad || present == 0)
		return NO_FD;
	if (present != 1 || packet->fd_at == packet->fd_count) {
		packet->bad = true;
		return NO_FD;
	}
	return packet->fds[packet->fd_at++];
}

/* Encoders ----------------------------------------------------------------- */

#define NOTHING put_bytes(p, &m->nothing, sizeof(m->nothing));
#define U32(name) put_bytes(p, &m->name, sizeof(m->name));
#define U64(name) put_bytes(p, &m->name, sizeof(m->name));
#define I64(name) put_bytes(p, &m->name, sizeof(m->name));
#define STR(name, most) put_text(p, m->name, most);
#define SECRET(name) put_secret(p, &m->name);
#define MAYBE_FD(name) put_fd(p, m->name);

#define MESSAGE(name, sender, receivers, phases, often, fields) \
static void \
encode_##name(struct packet *p, const void *message) \
{ \
	const struct msg_##name *m = message; \
	fields \
}
#include "wire/messages.def"
#undef MESSAGE

#undef NOTHING
#undef U32
#undef U64
#undef I64
#undef STR
#undef SECRET
#undef MAYBE_FD

/* Decoders ----------------------------------------------------------------- */

#define NOTHING get_bytes(p, &m->nothing, sizeof(m->nothing));
#define U32(name) get_bytes(p, &m->name, sizeof(m->name));
#define U64(name) get_bytes(p, &m->name, sizeof(m->name));
#define I64(name) get_bytes(p, &m->name, sizeof(m->name));
#define STR(name, most) m->name = get_text(p, most);
#define SECRET(name) get_secret(p, &m->name);
#define MAYBE_FD(name) m->name = get_fd(p);

#define MESSAGE(name, sender, receivers, phases, often, fields) \
static void \
decode_##name(struct packet *p, struct message *message) \
{ \
	struct msg_##name *m = &message->as.name; \
	fields \
}
#include "wire/messages.def"
#undef MESSAGE

#undef NOTHING
#undef U32
#undef U64
#undef I64
#undef STR
#undef SECRET
#undef MAYBE_FD

/* The table: a reply is asked for by the row above it ---------------------- */

#define NOTHING
#define U32(name)
#define U64(name)
#define I64(name)
#define STR(name, most)
#define SECRET(name) | 1
#define MAYBE_FD(name)

static const struct message_row rows[MSG_count] = {
#define MESSAGE(name_, sender_, receivers_, phases_, often_, fields) \
	[MSG_##name_] = { \
		.name = #name_, .sender = (sender_), \
		.receivers = (receivers_), .phases = (phases_), \
		.often = (often_), \
		.asked_by = (often_) == AS_ASKED ? MSG_##name_ - 1 : MSG_none, \
		.has_secret = 0 fields, \
		.encode = encode_##name_, .decode = decode_##name_, \
	},
#include "wire/messages.def"
#undef MESSAGE
};

const struct message_row *
message_row(unsigned kind)
{
	return kind > MSG_none && kind < MSG_count ? &rows[kind] : NULL;
}

bool
message_is_request(enum message_kind kind)
{
	const struct message_row *next = message_row((unsigned)kind + 1);

	return next != NULL && next->asked_by == kind;
}

int
codec_encode(struct packet *packet, enum message_kind kind,
    const void *message)
{
	uint16_t number = (uint16_t)kind;

	packet->len = packet->at = 0;
	packet->fd_count = packet->fd_at = 0;
	packet->bad = false;
	put_bytes(packet, &number, sizeof(number));
	rows[kind].encode(packet, message);
	return packet->bad ? -1 : 0;
}

int
codec_decode(struct packet *packet, struct message *message)
{
	const struct message_row *row;
	uint16_t number = 0;

	packet->at = 0;
	packet->fd_at = 0;
	packet->bad = false;
	get_bytes(packet, &number, sizeof(number));
	row = message_row(number);
	if (row == NULL)
		return -1;
	message->kind = (enum message_kind)number;
	row->decode(packet, message);
	if (packet->at != packet->len || packet->fd_at != packet->fd_count)
		packet->bad = true;
	return packet->bad ? -1 : 0;
}
