/* SPDX-License-Identifier: ISC */
/*
 * The monitor after login: see stay.h. It runs as nopriv_user with the one
 * capability that chown_uploads calls for, in an empty root. The broker, which
 * asks, may be hostile: a request is a descriptor, which is looked at before
 * anything is done to it.
 */
#include "monitor/stay.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
#include "log/record.h"
#include "monitor/certify.h"
#include "monitor/empty.h"
#include "monitor/manifest.h"
#include "monitor/spawn.h"

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
	if (farewell("broker", monitor->broker_pid, &ignored) == CHILD_KILLED)
		record_finish_dead(monitor->record);
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

/* chown_uploads. */
static bool
gives_away(const struct monitor *monitor)
{
	return monitor->facts.privileged && monitor->conf->chown_uploads &&
	    !monitor->login.has_local_rights;
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

	if (!gives_away(monitor))
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

/* For a data connection that begins a TLS session of its own. */
static void
answer_signing(struct monitor *monitor, const struct message *message)
{
	unsigned char storage[TLS_SIGNATURE_MOST];
	struct msg_sign_reply answer;

	if (!certify_is_needed(monitor))
		end_for(monitor, "for a signature that no option grants it");
	certify_sign(monitor, &message->as.sign, storage, &answer);
	sent(channel_send_sign_reply(&monitor->broker, &answer));
}

typedef void (*answer)(struct monitor *monitor,
    const struct message *message);

static const answer answers[MSG_count] = {
	[MSG_give_away] = answer_give_away,
	[MSG_sign] = answer_signing,
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

static void
close_jail(struct monitor *monitor)
{
	const struct jail_place place = {
		.privileged = monitor->facts.privileged,
		.uid = monitor->nobody.uid, .gid = monitor->nobody.gid,
		.capabilities = gives_away(monitor) ? UINT32_C(1) << CAP_CHOWN
		    : 0,
		.root = monitor->facts.privileged ? "." : NULL,
		.change_root = monitor->facts.privileged,
		.seccomp = monitor->conf->seccomp_sandbox,
	};

	if (monitor->facts.privileged)
		enter_empty_directory(monitor->conf, &monitor->nobody);
	jail_report_denied_to(denied_note);
	/* The broker logs what this kernel lacks. */
	(void)!jail_apply(certify_is_needed(monitor)
	    ? &monitor_signing_manifest : &monitor_staying_manifest, &place);
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

bool
stay_is_needed(const struct monitor *monitor)
{
	return gives_away(monitor) || certify_is_needed(monitor);
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
	monitor->record = mmap(NULL, sizeof(*monitor->record),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (monitor->record == MAP_FAILED)
		fatal("mmap: %s", strerror(errno));
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
	certify_forget(monitor);
	await_word(word[0]);
	monitor->engine_pid = NOT_OUR_CHILD;
	return ends[1];
}
