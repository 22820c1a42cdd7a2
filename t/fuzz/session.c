/* SPDX-License-Identifier: ISC */
/*
 * A whole session in memory: what a client sends goes through the dispatcher
 * and each command's handler, and a broker that is a script answers.
 *
 * The input: a byte of settings, the script's length, the script, and the
 * client's bytes. Whatever they are, each question is one that messages.def
 * allows and whose texts fit; each line of a reply ends in CR LF, and no other
 * CR could be taken for an end; there is no 227 or 229 without a port, and no
 * 226 for a transfer that did not end well.
 */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "engine/command.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "loading.h"
#include "wire/abilities.h"
#include "wire/refusal.h"
#include "wire/rows.h"

#define INPUT_MOST 2048		/* its replies fit a socket's buffer */
#define ERROR_MOST 130
#define LISTING "a line\r\n"
#define EVERYTHING (~(uint64_t)MUST_ENCRYPT)

/* Bits of the first byte. */
enum setting {
	IS_LOGGED_IN = 1, IS_READ_ONLY = 2, LOGS_ALL = 4, NAMES_DECIDE = 8,
};

static struct session session;
static struct loading loading;
static struct session_facts facts;
static jmp_buf left;

/* The broker's side: what it answers, and what it has granted. */
static struct {
	struct span script;
	enum message_kind question;	/* that is open */
	int bell;	/* the other end of session.server.fd: it rings when
			 * an answer is there */
	unsigned ports, good_ends;
} broker;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

void
leave(struct session *leaving, enum leaving why)
{
	(void)leaving;
	(void)why;
	longjmp(left, 1);
}

void
be_quiet_in_clear(void)
{
}

/* The broker --------------------------------------------------------------- */

static unsigned
next_byte(void)
{
	unsigned byte = 0;

	if (broker.script.len > 0) {
		byte = (unsigned char)broker.script.at[0];
		broker.script = span_from(broker.script, 1);
	}
	return byte;
}

int
channel_send(struct channel *channel, enum message_kind kind,
    const void *message)
{
	static struct packet packet;
	const struct message_row *row = message_row(kind);

	if (row == NULL || (row->sender & ENGINE) == 0 ||
	    (row->receivers & (unsigned)channel->peer) == 0 ||
	    codec_encode(&packet, kind, message) == -1)
		abort();
	if (!message_is_request(kind))
		return 0;
	if (broker.question != MSG_none)
		abort();
	broker.question = kind;
	return write(broker.bell, "", 1) == 1 ? 0 : -1;
}

/* Of a file or a pipe: something to read, and then its end. */
static int
some_bytes(void)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		err(2, "pipe");
	(void)!write(ends[1], LISTING, strlen(LISTING));
	fd_close(&ends[1]);
	return ends[0];
}

/* What is sent into it is acknowledged though nobody reads it, and what it
 * leaves behind is nothing: it is reset. */
static void
connect_pair(int ends[static 2])
{
	static int listener = NO_FD;
	static struct sockaddr_in here = { .sin_family = AF_INET };
	const struct linger none = { .l_onoff = 1 };
	socklen_t size = sizeof(here);

	if (listener == NO_FD) {
		here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		/* Out of the way of what is closed after each input. */
		listener = fcntl(socket(AF_INET, SOCK_STREAM, 0),
		    F_DUPFD_CLOEXEC, 1000);
		if (bind(listener, (struct sockaddr *)&here, size) == -1 ||
		    listen(listener, 8) == -1 || getsockname(listener,
		    (struct sockaddr *)&here, &size) == -1)
			err(2, "listener");
	}
	ends[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(ends[1], (struct sockaddr *)&here, size) == -1)
		err(2, "connect");
	ends[0] = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	for (int i = 0; i < 2; i++)
		if (setsockopt(ends[i], SOL_SOCKET, SO_LINGER, &none,
		    sizeof(none)) == -1)
			err(2, "SO_LINGER");
}

/* A data connection: the client has sent a little, and has gone or not. */
static int
some_stream(unsigned choice)
{
	int ends[2];

	connect_pair(ends);
	(void)!write(ends[1], LISTING, choice % 8);
	if (choice % 4 == 0)
		fd_close(&ends[1]);
	else
		(void)shutdown(ends[1], SHUT_WR);
	return ends[0];
}

static int
some_fd(const struct row *row, size_t field)
{
	unsigned choice = next_byte();

	if (field + 1 == row->field_count &&
	    fd_fields(broker.question + 1) == 2)
		return some_stream(choice);
	if (broker.question == MSG_open_write)
		return memfd_create("upload", MFD_CLOEXEC);
	return broker.question == MSG_list ? some_bytes()
	    : open("/dev/null", O_RDWR | O_CLOEXEC);
}

static uint64_t
some_number(const struct row *row, size_t field)
{
	uint64_t number = next_byte();

	if (field > 0 || strcmp(row->name, "finished_reply") == 0 ||
	    strcmp(row->name, "begin_reply") == 0)
		return number < ERROR_MOST ? number : 0;
	return number % (broker.question == MSG_login ||
	    broker.question == MSG_name ? VERDICT_COUNT : REFUSED_COUNT);
}

/* No longer than what the script still has, or the field takes. */
static struct span
some_text(const struct field *field)
{
	struct span text = span_first(broker.script,
	    next_byte() % (field->most + 1));

	broker.script = span_from(broker.script, text.len);
	return text;
}

/* One field of the answer; descriptors only where it is a yes. */
static void
answer_field(const struct row *row, size_t i, char *at, bool granted)
{
	const struct field *field = &row->fields[i];
	uint64_t number;
	struct span text;
	int fd;

	switch (field->kind) {
	case FIELD_U32:
		number = some_number(row, i);
		memcpy(at, &(uint32_t){ (uint32_t)number }, sizeof(uint32_t));
		break;
	case FIELD_U64:
	case FIELD_I64:
		number = (uint64_t)some_number(row, i) << next_byte() % 57;
		memcpy(at, &number, sizeof(number));
		break;
	case FIELD_STR:
		text = some_text(field);
		memcpy(at, &text, sizeof(text));
		break;
	case FIELD_FD:
		fd = granted ? some_fd(row, i) : NO_FD;
		memcpy(at, &fd, sizeof(fd));
		break;
	case FIELD_NOTHING:
	case FIELD_SECRET:
		break;
	}
}

static void
note_grant(const struct message *answer, bool granted)
{
	if (answer->kind == MSG_listen_reply && granted)
		broker.ports++;
	if ((answer->kind == MSG_finished_reply && granted) ||
	    (answer->kind == MSG_list_reply && granted))
		broker.good_ends++;
}

enum receipt
channel_receive(struct channel *channel, struct message *answer)
{
	unsigned kind = (unsigned)broker.question + 1;
	const struct row *row = &rows[kind];
	uint32_t first = 1;
	char bell;

	if (broker.question == MSG_none ||
	    read(channel->fd, &bell, 1) != 1)
		abort();
	memset(answer, 0, sizeof(*answer));
	answer->kind = (enum message_kind)kind;
	for (size_t i = 0; i < row->field_count; i++) {
		answer_field(row, i, (char *)&answer->as +
		    row->fields[i].offset, first == GRANTED);
		if (i == 0 && row->fields[0].kind == FIELD_U32)
			memcpy(&first, (const char *)&answer->as +
			    row->fields[0].offset, sizeof(first));
	}
	broker.question = MSG_none;
	/* Ports are what they are for the kernel. */
	if (kind == MSG_listen_reply)
		answer->as.listen_reply.port &= 0xffff;
	if (kind == MSG_login_reply)
		answer->as.login_reply.abilities = EVERYTHING;
	note_grant(answer, first == GRANTED);
	return RECEIVED;
}

/* What the client gets ----------------------------------------------------- */

/* "ddd " or "ddd-": its number; 0 for a line within a reply. */
static unsigned
code_of(struct span line)
{
	unsigned code = 0;

	for (size_t i = 0; i < 3; i++) {
		if (i >= line.len || line.at[i] < '0' || line.at[i] > '9')
			return 0;
		code = code * 10 + (unsigned)(line.at[i] - '0');
	}
	return line.len > 3 && (line.at[3] == ' ' || line.at[3] == '-')
	    ? code : 0;
}

/* A CR that is no line's end has a NUL behind it (reply_line.h). */
static void
check_line(struct span line)
{
	if (line.len == 0 || line.at[line.len - 1] != '\r')
		abort();
	for (size_t i = 0; i + 1 < line.len; i++)
		if (line.at[i] == '\r' && line.at[i + 1] != '\0')
			abort();
}

static void
check_replies(struct span all, unsigned aborts)
{
	unsigned ports = 0, ends = 0;

	while (all.len > 0) {
		struct span line = span_split(&all, '\n');
		unsigned code;

		check_line(line);
		code = code_of(line);
		ports += code == 227 || code == 229;
		ends += code == 226;
	}
	if (ports > broker.ports || ends > broker.good_ends + aborts)
		abort();
}

static unsigned
count_aborts(struct span text)
{
	unsigned count = 0;

	for (size_t i = 0; i + 4 <= text.len; i++)
		count += strncasecmp(text.at + i, "ABOR", 4) == 0;
	/* With Telnet's codes within it, it is one as well. */
	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\xff';
	return count;
}

/* The session -------------------------------------------------------------- */

static void
prepare(unsigned settings)
{
	struct conf *conf = &loading.conf;

	if (loading.arena.base == NULL) {
		rows_init();
		(void)signal(SIGPIPE, SIG_IGN);
		facts.peer.v4.sin_family = facts.local.v4.sin_family = AF_INET;
	}
	begin_loading(&loading);
	/* What nobody answers is over soon. */
	conf->idle_session_timeout = conf->data_connection_timeout = 1;
	conf->log_ftp_protocol = (settings & LOGS_ALL) != 0;
	conf->userlist_enable = (settings & NAMES_DECIDE) != 0;
	memset(&session, 0, sizeof(session));
	session.conf = conf;
	session.load = &loading.load;
	session.facts = &facts;
	session.out = BUF_OVER(session.out_storage);
	session.is_ascii = true;
	session.state = NO_NAME;
	session.server.peer = MONITOR;
	if ((settings & IS_LOGGED_IN) == 0)
		return;
	session.state = LOGGED_IN;
	session.server.peer = BROKER;
	session.abilities = (settings & IS_READ_ONLY) != 0
	    ? MAY_DOWNLOAD | MAY_LIST | MAY_LISTEN | MAY_ENTER | MAY_LOOK
	    : EVERYTHING;
}

static void
run(void)
{
	if (setjmp(left) != 0)
		return;
	for (;;)
		(void)command_dispatch(&session, control_next_line(&session));
}

static void
play(struct span sent)
{
	static char replies[1 << 20];
	int control[2], server[2];
	ssize_t len;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, control) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, server) == -1)
		err(2, "socketpair");
	session.control = (struct stream){ .fd = control[0] };
	session.server.fd = server[0];
	broker.bell = server[1];
	if (fd_write_all(control[1], sent) == -1 ||
	    shutdown(control[1], SHUT_WR) == -1)
		err(2, "write");
	run();
	fd_close(&control[0]);
	len = fd_read_up_to(control[1], replies, sizeof(replies));
	check_replies(span_make(replies, len > 0 ? (size_t)len : 0),
	    count_aborts(sent));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span input = span_make(bytes, len);
	int first;

	if (len < 2 || len > INPUT_MOST)
		return 0;
	prepare(bytes[0]);
	broker.question = MSG_none;
	broker.ports = broker.good_ends = 0;
	broker.script = span_first(span_from(input, 2), bytes[1]);
	/* Who leaves in the middle closes nothing. */
	first = open("/dev/null", O_RDONLY | O_CLOEXEC);
	play(span_from(input, 2 + broker.script.len));
	(void)close_range((unsigned)first, 999, 0);
	return 0;
}
