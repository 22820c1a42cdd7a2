/* SPDX-License-Identifier: ISC */
/*
 * A password is nowhere in a role's packets once its message was sent or
 * received. The test looks through its own memory, as an attacker would; a
 * text that is no secret shows that it finds what is there.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <sys/socket.h>

#include "rows.h"
#include "tap.h"

#define MARK_LEN 16

/* The stack, with what functions left there that have returned. */
static struct { uintptr_t from, to; } stack;
static int memory;		/* /proc/self/mem */
static char mark[MARK_LEN];	/* static, so not on the stack */

static void
find_stack(void)
{
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "re");

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
		if (strstr(line, "[stack]") != NULL)
			(void)sscanf(line, "%" SCNxPTR "-%" SCNxPTR,
			    &stack.from, &stack.to);
	if (maps == NULL || stack.to == 0)
		err(2, "/proc/self/maps");
	(void)fclose(maps);
	memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	if (memory == -1)
		err(2, "/proc/self/mem");
}

/* Is the mark anywhere on the stack, also below what is in use? */
static bool
is_on_stack(void)
{
	static char copy[1024 * 1024];
	size_t len = stack.to - stack.from;

	if (len > sizeof(copy))
		errx(2, "the stack is larger than expected");
	if (pread(memory, copy, len, (off_t)stack.from) != (ssize_t)len)
		err(2, "/proc/self/mem");
	return memmem(copy, len, mark, MARK_LEN) != NULL;
}

/*
 * The dynamic linker keeps vector registers on the stack while it looks up a
 * function at its first call, and a copied password may be in one. So all
 * functions are looked up at the start, as in the program (-z now).
 */
static void
bind_now(char **arguments)
{
	if (getenv("LD_BIND_NOW") != NULL)
		return;
	(void)setenv("LD_BIND_NOW", "1", 1);
	(void)execv("/proc/self/exe", arguments);
	err(2, "/proc/self/exe");
}

static bool
is_in(const struct packet *packet)
{
	return memmem(packet->bytes, sizeof(packet->bytes), mark, MARK_LEN) !=
	    NULL;
}

/* As a careless function would leave it there. */
__attribute__((noinline)) static void
leave_on_stack(void)
{
	char copy[256];

	memcpy(copy, mark, MARK_LEN);
	__asm__ volatile("" : : "r"(copy) : "memory");
}

int
main(int count, char **arguments)
{
	static struct channel engine, monitor;
	static struct message got;
	static struct msg_login login;
	static struct packet packet;
	const struct msg_note note = { .text = { mark, MARK_LEN } };
	int ends[2], result;
	bool found;

	(void)count;
	bind_now(arguments);
	if (channel_pair(ends) == -1)
		err(2, "channel_pair");
	channel_init(&engine, ends[0], ENGINE, MONITOR);
	channel_init(&monitor, ends[1], MONITOR, ENGINE);
	for (size_t i = 0; i < MARK_LEN; i++)
		mark[i] = (char)("4cG!wq0-Zl}p2x_9"[i] ^ 3);
	login.user = span_of("u1");
	if (secret_set(&login.password, span_make(mark, MARK_LEN)) == -1)
		errx(2, "secret_set");
	find_stack();
	ok(!is_on_stack(), "the password was nowhere before");

	/* Looked for before a result is printed, which would overwrite much. */
	result = channel_send_login(&engine, &login);
	found = is_in(&engine.out) || is_on_stack();
	is_num(result, 0, "a password is sent");
	ok(!found, "and nowhere in the sender's packet");

	result = (int)channel_receive(&monitor, &got);
	found = is_in(&monitor.in) || is_on_stack();
	is_num(result, RECEIVED, "it is received");
	ok(secret_is(&got.as.login.password, span_make(mark, MARK_LEN)),
	    "it arrives");
	ok(!found, "and is nowhere in the receiver's packet");
	ok(span_is(got.as.login.user, "u1"), "which is there otherwise");

	if (codec_encode(&packet, MSG_login, &login) == -1 ||
	    send(ends[0], packet.bytes, packet.len - 1, 0) == -1)
		err(2, "send");
	is_num(channel_receive(&monitor, &got), VIOLATION,
	    "a packet that ends within the password is refused");
	ok(!is_in(&monitor.in), "and is wiped all the same");

	leave_on_stack();
	found = is_on_stack();
	ok(found, "what a function leaves on the stack would have been found");
	is_num(channel_send_note(&engine, &note), 0, "another text is sent");
	ok(is_in(&engine.out),
	    "and would have been found in the sender's packet");
	is_num(channel_receive(&monitor, &got), RECEIVED, "it is received");
	ok(is_in(&monitor.in), "and would have been found in the receiver's");
	return done_testing();
}
