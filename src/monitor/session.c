/* SPDX-License-Identifier: ISC */
/*
 * Sessions that the machine knows of: see session.h; spec: options.md 4.13.
 * Monitor, as root. The password is not needed any more, and not here.
 */
#include "monitor/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmpx.h>

#include "base/fail.h"
#include "base/fd.h"
#include "base/wipe.h"
#include "log/title.h"
#include "monitor/authenticate.h"
#include "monitor/certify.h"
#include "monitor/reverse.h"

#define WTMP "/var/log/wtmp"

static void
put_field(char *field, size_t size, const char *text)
{
	size_t len = strlen(text);

	/* These fields are full, or end with a NUL. */
	memcpy(field, text, len < size ? len : size);
}

static void
put_address(struct utmpx *entry, const union address *peer)
{
	if (peer->any.sa_family == AF_INET)
		memcpy(entry->ut_addr_v6, &peer->v4.sin_addr,
		    sizeof(peer->v4.sin_addr));
	else
		memcpy(entry->ut_addr_v6, &peer->v6.sin6_addr,
		    sizeof(peer->v6.sin6_addr));
}

/* The line has the process id, as in "vsftpd:123": tools look for that. */
static void
write_entry(const struct monitor *monitor, short type, const char *user,
    pid_t process)
{
	struct utmpx entry = { .ut_type = type, .ut_pid = process };
	char line[sizeof(entry.ut_line)], id[16];
	struct timeval now;

	(void)gettimeofday(&now, NULL);
	entry.ut_tv.tv_sec = (__typeof__(entry.ut_tv.tv_sec))now.tv_sec;
	entry.ut_tv.tv_usec = (__typeof__(entry.ut_tv.tv_usec))now.tv_usec;
	(void)snprintf(line, sizeof(line), "vsftpd:%d", (int)process);
	put_field(entry.ut_line, sizeof(entry.ut_line), line);
	/* Four bytes, and two sessions at a time must not have the same. */
	(void)snprintf(id, sizeof(id), "%04x", (unsigned)process & 0xffff);
	put_field(entry.ut_id, sizeof(entry.ut_id), id);
	put_field(entry.ut_user, sizeof(entry.ut_user), user);
	put_field(entry.ut_host, sizeof(entry.ut_host),
	    monitor->facts.peer_text);
	put_address(&entry, &monitor->facts.peer);
	setutxent();
	(void)pututxline(&entry);
	endutxent();
	updwtmpx(WTMP, &entry);
}

/* Closing ------------------------------------------------------------------ */

/*
 * A PAM session has to be closed however the FTP session ends, and by root. So
 * it is not closed by a process of the session, which may be killed, but by
 * keepers: they have the machine before them and no jail, because nobody knows
 * what PAM's modules need, but they read nothing and nobody can talk to them.
 * They hold one end of a pipe, the broker and a monitor that has stayed hold
 * the other: when the last of these has gone, the kernel says so.
 */
struct keeper {
	const struct monitor *monitor;
	void *session;		/* what PAM has opened */
	pid_t process;		/* as utmp knows the session */
	int line;		/* our end of the pipe */
};

static void
wait_and_close(const struct keeper *keeper)
{
	struct pollfd line = { .fd = keeper->line };

	/* Nothing is waited for but the error that nobody reads. */
	while (poll(&line, 1, -1) != 1)
		continue;
	authenticate_object()->close(keeper->session);
	write_entry(keeper->monitor, DEAD_PROCESS, "", keeper->process);
}

/* Whoever hangs up or ends the session does not mean its keepers. */
static void
outlive(struct monitor *monitor)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)signal(signals[i], SIG_IGN);
	(void)setsid();
	(void)prctl(PR_SET_DUMPABLE, 0);
	/* The password, and the engine, which would not see the end else. */
	wipe(&monitor->message, sizeof(monitor->message));
	fd_close(&monitor->engine.fd);
	if (monitor->conf->setproctitle_enable)
		title_show(span_of("PAM session"));
}

/* Two, since one of them can be killed as well. */
static void NORETURN
keep(const struct keeper *keeper)
{
	pid_t closer = fork();
	int status = 0;

	if (closer == 0) {
		wait_and_close(keeper);
		_exit(EXIT_SUCCESS);
	}
	/* Both are there: the session may begin. */
	(void)!write(keeper->line, "", 1);
	while (closer > 0 && waitpid(closer, &status, 0) == -1 &&
	    errno == EINTR)
		continue;
	if (closer == -1 || !WIFEXITED(status))
		wait_and_close(keeper);
	_exit(EXIT_SUCCESS);
}

/* False: nobody keeps it. */
static bool
start_keepers(struct monitor *monitor, struct keeper *keeper)
{
	int ends[2];
	pid_t child;
	char byte;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return false;
	keeper->line = ends[1];
	/* Not child_fork(): modules allocate. */
	child = fork();
	if (child == 0) {
		fd_close(&ends[0]);
		outlive(monitor);
		certify_forget(monitor);
		keep(keeper);
	}
	fd_close(&ends[1]);
	/* From here on the other end is closed by the kernel, and by nobody
	 * else. */
	return child != -1 && read(ends[0], &byte, 1) == 1;
}

static void
leave_to_keepers(struct monitor *monitor, void *session)
{
	struct keeper keeper = {
		.monitor = monitor, .session = session, .process = getpid(),
	};

	if (start_keepers(monitor, &keeper))
		return;
	authenticate_object()->close(session);
	write_entry(monitor, DEAD_PROCESS, "", getpid());
	fatal("cannot start the processes that keep a PAM session: %s",
	    strerror(errno));
}

/* Opening ------------------------------------------------------------------ */

static bool
open_session(struct monitor *monitor, const char *user)
{
	const struct pam_object *pam = authenticate_object();
	void *session = NULL;

	write_entry(monitor, USER_PROCESS, user, getpid());
	if (pam != NULL)
		session = pam->open(&(struct pam_login){
			.service = monitor->conf->pam_service_name,
			.user = user, .peer = reverse_name(monitor),
		});
	if (session == NULL)
		write_entry(monitor, DEAD_PROCESS, "", getpid());
	else
		leave_to_keepers(monitor, session);
	return session != NULL;
}

bool
session_begin(struct monitor *monitor, const char *user)
{
	sigset_t term, before;
	bool opened;

	/* Told to end in the middle of this, it would leave half of it. */
	(void)sigemptyset(&term);
	(void)sigaddset(&term, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &term, &before);
	opened = open_session(monitor, user);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return opened;
}
