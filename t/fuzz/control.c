/* SPDX-License-Identifier: ISC */
/*
 * Bytes from a client. If the first is odd, ABOR is looked for as well, as in a
 * transfer. No line holds a NUL, ends in CR, or is longer than a line may be.
 * leave() is replaced: it comes back here.
 */
#include <err.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/reply.h"

static struct session session;
static struct conf conf;
static jmp_buf left;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

void
leave(struct session *leaving, enum leaving why)
{
	(void)leaving;
	(void)why;
	longjmp(left, 1);
}

void
leave_after(struct session *leaving, int code, const char *text)
{
	(void)code;
	(void)text;
	leave(leaving, LEAVE_TOLD);
}

static bool
is_byte(struct span line, char byte)
{
	return line.len > 0 && memchr(line.at, byte, line.len) != NULL;
}

static void
check_line(struct span line)
{
	const struct line_input *in = &session.in;

	if (line.len >= LINE_MAX_BYTES || is_byte(line, '\0') ||
	    (line.len > 0 && line.at[line.len - 1] == '\r') ||
	    line.at < in->bytes ||
	    line.at + line.len > in->bytes + sizeof(in->bytes) ||
	    in->begin > in->end || in->end > sizeof(in->bytes))
		abort();
}

/* As in a transfer: each ABOR is taken out of the lines that wait, and the line
 * of the command that is on stays as it is. */
static void
take_aborts(struct span current)
{
	char before[LINE_MAX_BYTES], storage[LINE_MAX_BYTES];
	struct span line;
	size_t at = 0, len;

	memcpy(before, current.at, current.len);
	if (control_has_room(&session))
		control_take_in(&session);
	while ((len = control_peek(&session, at, storage, &line)) > 0) {
		if (span_is_nocase(line, "ABOR"))
			control_drop(&session, at, len);
		else
			at += len;
	}
	if (memcmp(before, current.at, current.len) != 0)
		abort();
}

/* Reads lines until the client is gone or is told to go. */
static void
read_lines(bool aborts)
{
	if (setjmp(left) != 0)
		return;
	for (;;) {
		struct span line = control_next_line(&session);

		check_line(line);
		if (aborts)
			take_aborts(line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	int control[2], server[2];

	if (len == 0 || len > 65536)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, control) == -1 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, server) == -1)
		err(2, "socketpair");
	memset(&session.in, 0, sizeof(session.in));
	session.conf = &conf;
	session.control = (struct stream){.fd = control[0]};
	session.server.fd = server[0];
	session.control_is_gone = false;
	/* It fits the socket's buffer. */
	if (fd_write_all(control[1], span_make(bytes + 1, len - 1)) == -1)
		err(2, "write");
	fd_close(&control[1]);
	read_lines((bytes[0] & 1) != 0);
	fd_close(&control[0]);
	fd_close(&server[0]);
	fd_close(&server[1]);
	return 0;
}
