/* SPDX-License-Identifier: ISC */
/*
 * One process with the keys: see keeper.h. It begins as root, reads the keys
 * and closes its jail. Those who ask are monitors, but what they want to have
 * signed comes from their engines, and is hostile (tls/keys.c).
 */
#include "monitor/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/child.h"
#include "base/deadline.h"
#include "base/fail.h"
#include "base/fd.h"
#include "log/title.h"
#include "monitor/accounts.h"
#include "monitor/empty.h"
#include "monitor/manifest.h"

#define DOOR 0			/* where the keeper has it */
#define START_SECONDS 20	/* to read keys, on a machine that is busy */
#define ASK_SECONDS 10		/* for a signature, and all those before it */
#define VISIT_SECONDS 1		/* for a wish: it follows at once */

/* The keeper --------------------------------------------------------------- */

/* One per process, and large. */
static struct channel door, visitor;
static struct message message;

static bool
is_ready_to_read(int fd, unsigned seconds)
{
	const struct timespec limit = { .tv_sec = (time_t)seconds };
	struct pollfd wanted = { fd, POLLIN, 0 };
	int ready;

	do
		ready = ppoll(&wanted, 1, &limit, NULL);
	while (ready == -1 && errno == EINTR);
	return ready == 1;
}

static void
answer_visitor(const struct tls_object *tls, struct tls_keys *keys)
{
	const struct msg_sign *wish = &message.as.sign;
	unsigned char storage[TLS_SIGNATURE_MOST];
	size_t len;

	if (!is_ready_to_read(visitor.fd, VISIT_SECONDS) ||
	    channel_receive(&visitor, &message) != RECEIVED)
		return;
	len = tls->keys_sign(keys, &(struct tls_wish){
	    .identity = wish->identity, .scheme = wish->scheme,
	    .bytes = wish->bytes,
	}, storage);
	(void)!channel_send_sign_reply(&visitor, &(struct msg_sign_reply){
	    .signature = span_make(storage, len),
	});
}

static void NORETURN
keep(const struct tls_object *tls, struct tls_keys *keys)
{
	channel_init(&door, DOOR, KEEPER, MONITOR);
	while (channel_receive(&door, &message) == RECEIVED) {
		channel_init(&visitor, message.as.visit.channel, KEEPER,
		    MONITOR);
		answer_visitor(tls, keys);
		fd_close(&visitor.fd);
	}
	tls->keys_free(keys);
	_exit(EXIT_SUCCESS);
}

/* Its beginning ------------------------------------------------------------ */

static struct account
find_nobody(const struct conf *conf)
{
	struct span passwd = span_of("");
	struct account nobody;
	struct arena arena;

	if (arena_init(&arena, (size_t)1 << 20) == -1)
		fatal("no address space: %s", strerror(errno));
	(void)!list_read(&arena, "/etc/passwd", &passwd);
	if (account_find(&arena, passwd, conf->nopriv_user, &nobody) == -1)
		fatal("nopriv_user: there is no such account");
	return nobody;
}

static void
close_jail(const struct conf *conf)
{
	struct jail_place place = {
		.privileged = geteuid() == 0 && !conf->run_as_launching_user,
		.seccomp = conf->seccomp_sandbox,
	};
	struct account nobody;

	if (place.privileged) {
		nobody = find_nobody(conf);
		enter_empty_directory(conf, &nobody);
		place.uid = nobody.uid;
		place.gid = nobody.gid;
		place.root = ".";
		place.change_root = true;
	}
	/* Sessions log what this kernel lacks. */
	(void)!jail_apply(&monitor_keeping_manifest, &place);
}

/* The terminal's signals are for the listener: sessions go on without it. */
static void
leave_listener(void)
{
	static const int signals[] = { SIGHUP, SIGTERM, SIGINT, SIGCHLD };
	sigset_t none;

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)signal(signals[i], SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setsid();
}

/* `word` gets one byte, a zero, or the reason. */
static void NORETURN
begin(const struct conf *conf, const struct tls_object *tls,
    const struct tls_settings *settings, int word)
{
	struct tls_why why;
	struct tls_keys *keys;

	leave_listener();
	keys = tls->keys_read(settings, &why);
	if (keys == NULL) {
		(void)!fd_write_all(word, span_of(why.text));
		_exit(EXIT_FAILURE);
	}
	if (conf->setproctitle_enable)
		title_show(span_of("KEYS"));
	close_jail(conf);
	(void)!write(word, "", 1);
	(void)close(word);
	keep(tls, keys);
}

/* The listener ------------------------------------------------------------- */

static bool
has_begun(int word, struct tls_why *why_out)
{
	ssize_t got = is_ready_to_read(word, START_SECONDS)
	    ? read(word, why_out->text, sizeof(why_out->text) - 1) : -1;

	if (got == 1 && why_out->text[0] == '\0')
		return true;
	why_out->text[got > 0 ? got : 0] = '\0';
	if (got <= 0)
		(void)strcpy(why_out->text, "the process that keeps the keys "
		    "has not begun");
	return false;
}

int
keeper_start(const struct conf *conf, const struct tls_object *tls,
    const struct tls_settings *settings, struct tls_why *why_out)
{
	int ends[2] = { NO_FD, NO_FD }, word[2] = { NO_FD, NO_FD };
	pid_t pid = -1;

	if (channel_pair(ends) == 0 && pipe(word) == 0)
		pid = child_fork();
	if (pid == 0) {
		if (dup2(ends[1], DOOR) == -1 || dup2(word[1], 1) == -1)
			_exit(EXIT_FAILURE);
		fd_close_from(3);
		begin(conf, tls, settings, 1);
	}
	fd_close(&ends[1]);
	fd_close(&word[1]);
	if (!has_begun(word[0], why_out))
		fd_close(&ends[0]);
	fd_close(&word[0]);
	return ends[0];
}

bool
keeper_has_gone(int outer)
{
	struct pollfd hung_up = { outer, 0, 0 };

	return poll(&hung_up, 1, 0) != 0;
}

/* Sessions ----------------------------------------------------------------- */

struct span
keeper_ask(struct monitor *monitor, const struct msg_sign *wish,
    unsigned char storage[static TLS_SIGNATURE_MOST])
{
	struct channel *keeper = &monitor->keeper;
	struct span signature = span_of("");
	int ends[2], sent;

	if (channel_pair(ends) == -1)
		return signature;
	channel_init(keeper, monitor->door, MONITOR, KEEPER);
	sent = channel_send_visit(keeper, &(struct msg_visit){
	    .channel = ends[1],
	});
	fd_close(&ends[1]);
	monitor->door = keeper->fd;	/* closed, if it could not be sent */
	channel_init(keeper, ends[0], MONITOR, KEEPER);
	/* What is in the message is not needed any more: it is a copy. */
	if (sent == 0 && channel_send_sign(keeper, wish) == 0 &&
	    is_ready_to_read(ends[0], ASK_SECONDS) &&
	    channel_receive(keeper, &message) == RECEIVED)
		signature = message.as.sign_reply.signature;
	if (signature.len > TLS_SIGNATURE_MOST)
		signature = span_of("");
	memcpy(storage, signature.at, signature.len);
	fd_close(&keeper->fd);
	return span_make(storage, signature.len);
}
