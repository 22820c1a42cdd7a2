/* SPDX-License-Identifier: ISC */
/*
 * The monitor after login: see stay.h. It runs as nopriv_user with the one or
 * two capabilities that options call for, in an empty root. The broker, which
 * asks, may be hostile: each request is a verb without an argument, or a
 * descriptor that is looked at before anything is done to it.
 */
#include "monitor/stay.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "log/denied.h"
#include "log/event.h"
#include "log/farewell.h"
#include "monitor/empty.h"
#include "monitor/manifest.h"
#include "monitor/spawn.h"

#define FIRST_FREE_PORT 1024	/* from here up no capability is needed */
#define CAPABILITY(name) (UINT32_C(1) << (name))

static const sigset_t *
term_alone(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	return set;
}

/* The end ------------------------------------------------------------------ */

/* A signal handler has no argument. */
static volatile sig_atomic_t is_told_to_end;

static void
on_term(int signal)
{
	(void)signal;
	is_told_to_end = true;
}

/* Hangs up on the broker, which ends, and with it the engine, if that has not
 * been the first of them. */
static void NORETURN
stay_end(struct monitor *monitor)
{
	int status, ignored;

	fd_close(&monitor->broker.fd);
	status = spawn_reap_engine(monitor);
	(void)!farewell("broker", monitor->broker_pid, &ignored);
	denied_log("monitor");
	_exit(status);
}

static void NORETURN
end_for(struct monitor *monitor, const char *what_was_sent)
{
	event_text(EV_BAD_PACKET, "The broker sent %s.", what_was_sent);
	stay_end(monitor);
}

/* Answers ------------------------------------------------------------------ */

/* A failed send means that the broker has gone: the receive will say so. */
static void
sent(int result)
{
	(void)result;
}

/* Bound to ftp_data_port where the client's control connection arrived. */
static int
open_low_port(const struct monitor *monitor)
{
	union address local = monitor->facts.local;
	int on = 1;
	int fd = socket(local.any.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	address_set_port(&local, (uint16_t)monitor->conf->ftp_data_port);
	/* Other sessions have the same port; the clients differ. */
	if (fd == NO_FD ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, &local.any, address_size(&local)) == -1)
		fd_close(&fd);
	return fd;
}

static void
answer_low_port(struct monitor *monitor, const struct message *message)
{
	struct msg_low_port_reply answer = { .stream = NO_FD };

	(void)message;
	if ((monitor->needed_for & FOR_LOW_PORT) == 0)
		end_for(monitor, "for a port that no option grants it");
	answer.stream = open_low_port(monitor);
	answer.error = answer.stream == NO_FD ? (uint32_t)errno : 0;
	sent(channel_send_low_port_reply(&monitor->broker, &answer));
	fd_close(&answer.stream);
}

/*
 * A file with set-user-ID bits cannot be given away: taking them off would
 * need CAP_FOWNER, so the kernel refuses. What the new owner already has may
 * be opened by the session for appending, and stays.
 */
static void
answer_give_away(struct monitor *monitor, const struct message *message)
{
	struct msg_give_away_reply answer = { .error = 0 };
	int file = message->as.give_away.file;
	struct stat facts;

	if ((monitor->needed_for & FOR_GIVING_AWAY) == 0)
		end_for(monitor, "a file to give away that no option grants");
	if (file == NO_FD || fstat(file, &facts) == -1 ||
	    !S_ISREG(facts.st_mode) ||
	    (facts.st_uid != monitor->login.account.uid &&
	    facts.st_uid != monitor->receiver.uid))
		end_for(monitor, "a file to give away that is not its own");
	if (fchown(file, monitor->receiver.uid, (gid_t)-1) == -1)
		answer.error = (uint32_t)errno;
	sent(channel_send_give_away_reply(&monitor->broker, &answer));
	fd_close(&file);
}

typedef void (*answer)(struct monitor *monitor,
    const struct message *message);

static const answer answers[MSG_count] = {
	[MSG_low_port] = answer_low_port,
	[MSG_give_away] = answer_give_away,
};

/* The loop ----------------------------------------------------------------- */

/* False: one of the processes has ended, or this one is told to. */
static bool
await_request(const struct monitor *monitor, int engine,
    const sigset_t *waiting)
{
	struct pollfd fds[] = {
		{ .fd = monitor->broker.fd, .events = POLLIN },
		{ .fd = engine, .events = POLLIN },
	};

	while (ppoll(fds, COUNT_OF(fds), NULL, waiting) == -1)
		if (errno != EINTR || is_told_to_end)
			return false;
	return fds[1].revents == 0;
}

static void NORETURN
stay_serve(struct monitor *monitor, int engine, const sigset_t *waiting)
{
	struct message *message = &monitor->message;

	while (await_request(monitor, engine, waiting)) {
		switch (channel_receive(&monitor->broker, message)) {
		case RECEIVED:
			answers[message->kind](monitor, message);
			denied_log("monitor");
			break;
		case PEER_GONE:
			stay_end(monitor);
		case VIOLATION:
			end_for(monitor, monitor->broker.violation);
		}
	}
	stay_end(monitor);
}

/* Staying ------------------------------------------------------------------ */

static uint32_t
needed_capabilities(const struct monitor *monitor)
{
	uint32_t capabilities = 0;

	if ((monitor->needed_for & FOR_LOW_PORT) != 0 &&
	    monitor->conf->ftp_data_port < FIRST_FREE_PORT)
		capabilities |= CAPABILITY(CAP_NET_BIND_SERVICE);
	if ((monitor->needed_for & FOR_GIVING_AWAY) != 0)
		capabilities |= CAPABILITY(CAP_CHOWN);
	return capabilities;
}

static void
close_jail(struct monitor *monitor)
{
	const struct jail_place place = {
		.privileged = true,
		.uid = monitor->nobody.uid, .gid = monitor->nobody.gid,
		.capabilities = needed_capabilities(monitor),
		.root = ".", .change_root = true,
		.seccomp = monitor->conf->seccomp_sandbox,
	};

	enter_empty_directory(monitor->conf);
	jail_report_denied_to(denied_note);
	/* The broker logs what this kernel lacks. */
	(void)!jail_apply(&monitor_staying_manifest, &place);
}

/* `word` is for the broker, which waits until the jail is closed. */
static void NORETURN
stay(struct monitor *monitor, int word)
{
	int engine = (int)syscall(SYS_pidfd_open, monitor->engine_pid, 0);
	sigset_t waiting, term;

	/* The broker has it, and answers the login that is open. */
	fd_close(&monitor->engine.fd);
	monitor->login_is_open = false;
	monitor->broker.phase = IN_SESSION;
	/* SIGTERM is noticed in the wait, and nowhere else. */
	(void)sigprocmask(SIG_BLOCK, term_alone(&term), &waiting);
	(void)sigdelset(&waiting, SIGTERM);
	(void)signal(SIGTERM, on_term);
	/* A listener may end now; the session goes on without it. */
	(void)prctl(PR_SET_PDEATHSIG, 0);
	close_jail(monitor);
	(void)!write(word, "", 1);
	fd_close(&word);
	stay_serve(monitor, engine, &waiting);
}

unsigned
stay_is_needed_for(const struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	unsigned needed = 0;

	if (!monitor->facts.privileged)
		return 0;
	if (conf->connect_from_port_20 && conf->port_enable)
		needed |= FOR_LOW_PORT;
	if (conf->chown_uploads && !monitor->login.has_local_rights)
		needed |= FOR_GIVING_AWAY;
	return needed;
}

/* Nothing is served while the monitor still has rights that it cannot give
 * up. It has said why, in the log, and ended. */
static void
await_word(int word)
{
	char byte;

	if (read(word, &byte, 1) != 1)
		_exit(EXIT_FATAL);
	fd_close(&word);
}

int
stay_and_fork(struct monitor *monitor)
{
	int ends[2], word[2];
	sigset_t term;

	if (channel_pair(ends) == -1)
		fatal("socketpair: %s", strerror(errno));
	if (pipe2(word, O_CLOEXEC) == -1)
		fatal("pipe: %s", strerror(errno));
	channel_init(&monitor->broker, ends[0], MONITOR, BROKER);
	monitor->broker_pid = child_fork();
	if (monitor->broker_pid == -1)
		fatal("cannot start the broker: %s", strerror(errno));
	if (monitor->broker_pid != 0) {
		fd_close(&ends[1]);
		fd_close(&word[0]);
		stay(monitor, word[1]);
	}
	fd_close(&word[1]);
	(void)sigprocmask(SIG_UNBLOCK, term_alone(&term), NULL);
	fd_close(&ends[0]);
	await_word(word[0]);
	monitor->engine_pid = NOT_OUR_CHILD;
	return ends[1];
}
