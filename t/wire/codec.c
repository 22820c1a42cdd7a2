/* SPDX-License-Identifier: ISC */
/*
 * Every message as bytes and back, and everything near it that is no message:
 * shorter, longer, with texts above their limits, with descriptors too few or
 * too many, of kinds that do not exist.
 */
#include "rows.h"
#include "tap.h"

static struct packet packet;	/* as it was encoded */
static struct packet broken;	/* as a hostile role would have it */
static struct message got;

static bool
is_refused(struct packet *candidate)
{
	return codec_decode(candidate, &got) == -1;
}

static void
test_round_trip(unsigned kind, enum filling filling)
{
	static struct message sent;
	const char *name = rows[kind].name;

	memset(&sent, 0, sizeof(sent));
	fill(kind, &sent.as, filling);
	ok(codec_encode(&packet, (enum message_kind)kind, &sent.as) == 0,
	    "%s, %s, is encoded", name, filling_names[filling]);
	is_num((long long)packet.len, (long long)wire_size(kind, filling,
	    rows[kind].field_count), "%s, %s, has the bytes of its fields",
	    name, filling_names[filling]);
	is_num(packet.fd_count, filling == EMPTY ? 0 : fd_fields(kind),
	    "%s, %s, has their descriptors", name, filling_names[filling]);

	memset(&got, 0xa5, sizeof(got));
	broken = packet;
	ok(codec_decode(&broken, &got) == 0 && got.kind == kind &&
	    is_same(kind, &sent.as, &got.as), "%s, %s, comes back as it was",
	    name, filling_names[filling]);
}

static void
test_lengths(unsigned kind, enum filling filling)
{
	size_t accepted = 0;

	make_packet(&packet, kind, filling);
	for (size_t len = 0; len < packet.len; len++) {
		broken = packet;
		broken.len = len;
		accepted += !is_refused(&broken);
	}
	is_num((long long)accepted, 0,
	    "%s, %s, is refused when it is cut, wherever",
	    rows[kind].name, filling_names[filling]);

	if (packet.len == PACKET_BYTES)
		return;
	broken = packet;
	broken.bytes[broken.len++] = 0;
	ok(is_refused(&broken), "%s, %s, is refused with a byte left over",
	    rows[kind].name, filling_names[filling]);
}

static void
test_descriptors(unsigned kind)
{
	const struct row *row = &rows[kind];
	unsigned count = fd_fields(kind);

	make_packet(&packet, kind, TYPICAL);
	if (count < PACKET_FDS) {
		broken = packet;
		broken.fds[broken.fd_count++] = STDERR_FILENO;
		ok(is_refused(&broken),
		    "%s is refused with a descriptor left over", row->name);
	}
	if (count > 0) {
		broken = packet;
		broken.fd_count--;
		ok(is_refused(&broken),
		    "%s is refused with a descriptor missing", row->name);
	}
	make_packet(&packet, kind, EMPTY);
	packet.fds[packet.fd_count++] = STDERR_FILENO;
	ok(is_refused(&packet), "%s without descriptors is refused with one",
	    row->name);
}

/* A descriptor is there (1) or not (0). */
static void
test_presence(unsigned kind, size_t field)
{
	size_t at = wire_size(kind, TYPICAL, field);

	make_packet(&packet, kind, TYPICAL);
	for (int presence = 2; presence < 256; presence += 253) {
		broken = packet;
		broken.bytes[at] = (char)presence;
		ok(is_refused(&broken),
		    "%s is refused when a descriptor is there %d times",
		    rows[kind].name, presence);
	}
}

/* The same packet with one more byte in the text, which the length counts. */
static void
lengthen(size_t at, size_t most)
{
	uint16_t len = (uint16_t)(most + 1);

	broken = packet;
	memcpy(broken.bytes + at, &len, sizeof(len));
	memmove(broken.bytes + at + 2 + most + 1,
	    broken.bytes + at + 2 + most, broken.len - at - 2 - most);
	broken.len++;
}

static void
test_text_limit(unsigned kind, size_t index)
{
	const struct field *field = &rows[kind].fields[index];
	struct span *text;

	make_packet(&packet, kind, LARGEST);
	ok(packet.len < PACKET_BYTES,
	    "%s leaves room to try a longer text", rows[kind].name);
	lengthen(wire_size(kind, LARGEST, index), field->most);
	ok(is_refused(&broken),
	    "%s is refused when text %zu is a byte above its limit",
	    rows[kind].name, index);

	if (field->kind == FIELD_SECRET)
		return;
	memset(&got, 0, sizeof(got));
	fill(kind, &got.as, LARGEST);
	text = (void *)((char *)&got.as + field->offset);
	text->len++;
	ok(codec_encode(&broken, (enum message_kind)kind, &got.as) == -1,
	    "%s is not encoded when text %zu is a byte above its limit",
	    rows[kind].name, index);
	text->len = 65536;	/* 0 in the 16 bits of a length */
	ok(codec_encode(&broken, (enum message_kind)kind, &got.as) == -1,
	    "%s is not encoded when the length of text %zu wraps around",
	    rows[kind].name, index);
}

static void
test_fields(unsigned kind)
{
	for (size_t i = 0; i < rows[kind].field_count; i++)
		switch (rows[kind].fields[i].kind) {
		case FIELD_STR:
		case FIELD_SECRET:
			test_text_limit(kind, i);
			break;
		case FIELD_FD:
			test_presence(kind, i);
			break;
		case FIELD_NOTHING:
		case FIELD_U32:
		case FIELD_U64:
		case FIELD_I64:
			break;
		}
}

static void
test_row(unsigned kind)
{
	const struct row *row = &rows[kind];

	for (enum filling filling = EMPTY; filling < FILLINGS; filling++) {
		test_round_trip(kind, filling);
		test_lengths(kind, filling);
	}
	test_descriptors(kind);
	test_fields(kind);
	ok(fd_fields(kind) <= PACKET_FDS, "%s's descriptors fit a packet",
	    row->name);
	ok((row->often == AS_ASKED) == (row->request != MSG_none),
	    "%s is a reply to a request, or none", row->name);
	ok(row->request == MSG_none || message_is_request(row->request),
	    "%s's request waits for it", row->name);
}

static const unsigned strangers[] = { MSG_none, MSG_count, 256, 65535 };

static void
test_unknown_kinds(void)
{
	make_packet(&packet, MSG_note, TYPICAL);
	for (size_t i = 0; i < COUNT_OF(strangers); i++) {
		uint16_t kind = (uint16_t)strangers[i];

		broken = packet;
		memcpy(broken.bytes, &kind, sizeof(kind));
		ok(is_refused(&broken), "kind %u is unknown", kind);
		broken.len = sizeof(kind);
		ok(is_refused(&broken), "kind %u alone is unknown", kind);
		ok(message_row(kind) == NULL, "kind %u has no row", kind);
	}
	for (size_t len = 0; len < 2; len++) {
		broken = packet;
		broken.len = len;
		ok(is_refused(&broken), "%zu bytes are no kind", len);
	}
}

int
main(void)
{
	rows_init();
	for (unsigned kind = 1; kind < MSG_count; kind++)
		test_row(kind);
	test_unknown_kinds();
	return done_testing();
}
