/* SPDX-License-Identifier: ISC */
/*
 * messages.def once more, expanded by itself, so that the tests of the wire do
 * not ask the code what it should do. Each row becomes a list of fields, from
 * which messages are filled and compared, and the bytes of a packet counted.
 */
#ifndef T_WIRE_ROWS_H
#define T_WIRE_ROWS_H

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "wire/channel.h"

enum field_kind {
	FIELD_NOTHING, FIELD_U32, FIELD_U64, FIELD_I64, FIELD_STR,
	FIELD_SECRET, FIELD_FD,
};

struct field {
	enum field_kind kind;
	size_t offset;		/* in the struct of the message */
	size_t most;		/* bytes of a text */
};

struct row {
	const char *name;
	unsigned sender, receivers, phases;
	enum frequency often;
	unsigned request;	/* a reply: the kind that asks for it */
	size_t field_count;
	struct field fields[8];
};

/* rows[kind]; filled by rows_init(). */
static struct row rows[MSG_count];

static inline void
add_field(struct row *row, enum field_kind kind, size_t offset, size_t most)
{
	if (row->field_count == COUNT_OF(row->fields))
		errx(2, "rows.h: more fields in %s than expected", row->name);
	row->fields[row->field_count++] =
	    (struct field){ kind, offset, most };
}

#define OFFSET(field) (size_t)((const char *)&m->field - (const char *)m)
#define NOTHING add_field(row, FIELD_NOTHING, 0, 0);
#define U32(field) add_field(row, FIELD_U32, OFFSET(field), 0);
#define U64(field) add_field(row, FIELD_U64, OFFSET(field), 0);
#define I64(field) add_field(row, FIELD_I64, OFFSET(field), 0);
#define STR(field, limit) add_field(row, FIELD_STR, OFFSET(field), limit);
#define SECRET(field) add_field(row, FIELD_SECRET, OFFSET(field), SECRET_MAX);
#define MAYBE_FD(field) add_field(row, FIELD_FD, OFFSET(field), 0);

#define MESSAGE(name_, sender_, receivers_, phases_, often_, fields) \
static inline void \
describe_##name_(void) \
{ \
	static const struct msg_##name_ sample; \
	const struct msg_##name_ *m = &sample; \
	struct row *row = &rows[MSG_##name_]; \
	(void)m; \
	*row = (struct row){ #name_, sender_, receivers_, phases_, often_, \
	    MSG_none, 0, { { FIELD_NOTHING, 0, 0 } } }; \
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

/* The request of "x_reply" is "x", wherever it stands; MSG_none: not there. */
static inline unsigned
request_of(const char *reply)
{
	for (unsigned kind = 1; kind < MSG_count; kind++) {
		size_t len = strlen(rows[kind].name);

		if (strncmp(reply, rows[kind].name, len) == 0 &&
		    strcmp(reply + len, "_reply") == 0)
			return kind;
	}
	return MSG_none;
}

static inline void
rows_init(void)
{
#define MESSAGE(name, sender, receivers, phases, often, fields) \
	describe_##name();
#include "wire/messages.def"
#undef MESSAGE
	for (unsigned kind = 1; kind < MSG_count; kind++)
		if (rows[kind].often == AS_ASKED)
			rows[kind].request = request_of(rows[kind].name);
}

/* Messages ----------------------------------------------------------------- */

/* How the fields are filled. */
enum filling { EMPTY, TYPICAL, LARGEST, FILLINGS };

static const char *const filling_names[] = { "empty", "typical", "largest" };

/* What a text field is filled with: all byte values, and no regularity. */
static inline const char *
sample_bytes(void)
{
	static char bytes[PACKET_BYTES];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 5 + i / 256);
	return bytes;
}

static inline size_t
sample_len(const struct field *field, enum filling filling)
{
	return filling == EMPTY ? 0
	    : filling == TYPICAL && field->most > 11 ? 11 : field->most;
}

static inline uint64_t
sample_number(enum filling filling)
{
	return filling == EMPTY ? 0
	    : filling == TYPICAL ? UINT64_C(0x0102030405060708) : UINT64_MAX;
}

static inline void
fill_field(const struct field *field, char *at, enum filling filling)
{
	uint64_t number = sample_number(filling);
	uint32_t half = (uint32_t)number;
	struct span text = { sample_bytes(), sample_len(field, filling) };
	struct secret secret = { 0 };
	int fd = filling == EMPTY ? NO_FD : STDERR_FILENO;

	switch (field->kind) {
	case FIELD_NOTHING:
		break;
	case FIELD_U32:
		memcpy(at, &half, sizeof(half));
		break;
	case FIELD_U64:
	case FIELD_I64:
		memcpy(at, &number, sizeof(number));
		break;
	case FIELD_STR:
		memcpy(at, &text, sizeof(text));
		break;
	case FIELD_SECRET:
		if (secret_set(&secret, text) == -1)
			errx(2, "rows.h: a secret");
		memcpy(at, &secret, sizeof(secret));
		break;
	case FIELD_FD:
		memcpy(at, &fd, sizeof(fd));
		break;
	}
}

/* The struct of a message of this kind. */
static inline void
fill(unsigned kind, void *message, enum filling filling)
{
	const struct row *row = &rows[kind];

	for (size_t i = 0; i < row->field_count; i++)
		fill_field(&row->fields[i],
		    (char *)message + row->fields[i].offset, filling);
}

/* Descriptors have other numbers behind a socket: there, or not there. */
static inline bool
is_same_field(const struct field *field, const char *a, const char *b)
{
	const struct secret *secret_a = (const void *)a;
	const struct secret *secret_b = (const void *)b;

	switch (field->kind) {
	case FIELD_NOTHING:
		return true;
	case FIELD_U32:
		return memcmp(a, b, sizeof(uint32_t)) == 0;
	case FIELD_U64:
	case FIELD_I64:
		return memcmp(a, b, sizeof(uint64_t)) == 0;
	case FIELD_STR:
		return span_equal(*(const struct span *)(const void *)a,
		    *(const struct span *)(const void *)b);
	case FIELD_SECRET:
		return secret_is(secret_a,
		    span_make(secret_b->bytes, secret_b->len));
	case FIELD_FD:
		return (*(const int *)(const void *)a == NO_FD) ==
		    (*(const int *)(const void *)b == NO_FD);
	}
	return false;
}

static inline bool
is_same(unsigned kind, const void *a, const void *b)
{
	const struct row *row = &rows[kind];

	for (size_t i = 0; i < row->field_count; i++) {
		size_t offset = row->fields[i].offset;

		if (!is_same_field(&row->fields[i], (const char *)a + offset,
		    (const char *)b + offset))
			return false;
	}
	return true;
}

/* Bytes on the wire before the field `up_to` of a message filled so. */
static inline size_t
wire_size(unsigned kind, enum filling filling, size_t up_to)
{
	size_t size = 2;

	for (size_t i = 0; i < up_to; i++) {
		const struct field *field = &rows[kind].fields[i];

		switch (field->kind) {
		case FIELD_NOTHING:
		case FIELD_FD:
			size += 1;
			break;
		case FIELD_U32:
			size += 4;
			break;
		case FIELD_U64:
		case FIELD_I64:
			size += 8;
			break;
		case FIELD_STR:
		case FIELD_SECRET:
			size += 2 + sample_len(field, filling);
			break;
		}
	}
	return size;
}

static inline unsigned
fd_fields(unsigned kind)
{
	unsigned count = 0;

	for (size_t i = 0; i < rows[kind].field_count; i++)
		count += rows[kind].fields[i].kind == FIELD_FD;
	return count;
}

/* The packet of a message filled so, by the real encoder. */
static inline void
make_packet(struct packet *packet, unsigned kind, enum filling filling)
{
	union {
		struct message message;
		char bytes[sizeof(struct message)];
	} storage = { .bytes = { 0 } };

	fill(kind, storage.bytes, filling);
	if (codec_encode(packet, (enum message_kind)kind, storage.bytes) == -1)
		errx(2, "%s cannot be encoded", rows[kind].name);
}

/* Bytes as they are, with so many descriptors. */
static inline ssize_t
send_with_fds(int to, const void *bytes, size_t len, unsigned fd_count)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int) * 16)];
	} control = { .bytes = { 0 } };
	struct iovec part = { (void *)(uintptr_t)bytes, len };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd_count > 0) {
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		header.msg_control = control.bytes;
		header.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		for (unsigned i = 0; i < fd_count; i++)
			memcpy(CMSG_DATA(&control.header) + i * sizeof(int),
			    &(int){ STDERR_FILENO }, sizeof(int));
	}
	return sendmsg(to, &header, MSG_NOSIGNAL);
}

/* Does it end in bug()? What it prints is thrown away. */
static inline bool
is_bug(void (*act)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		if (freopen("/dev/null", "w", stderr) != NULL)
			act();
		_exit(0);
	}
	(void)waitpid(child, &status, 0);
	/* Which signal a trap is depends on the machine. */
	return WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGTRAP);
}

#endif
