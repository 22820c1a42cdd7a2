/* SPDX-License-Identifier: ISC */
/*
 * Sessions that the machine knows of: see session.h; spec: options.md 4.13.
 * Monitor, as root. The password is not needed any more, and not here.
 */
#include "monitor/session.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <utmpx.h>

#include "monitor/authenticate.h"

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
write_entry(const struct monitor *monitor, short type, const char *user)
{
	struct utmpx entry = { .ut_type = type, .ut_pid = getpid() };
	char line[sizeof(entry.ut_line)], id[16];
	struct timeval now;

	(void)gettimeofday(&now, NULL);
	entry.ut_tv.tv_sec = (__typeof__(entry.ut_tv.tv_sec))now.tv_sec;
	entry.ut_tv.tv_usec = (__typeof__(entry.ut_tv.tv_usec))now.tv_usec;
	(void)snprintf(line, sizeof(line), "vsftpd:%d", (int)getpid());
	put_field(entry.ut_line, sizeof(entry.ut_line), line);
	/* Four bytes, and two sessions at a time must not have the same. */
	(void)snprintf(id, sizeof(id), "%04x", (unsigned)getpid() & 0xffff);
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

bool
session_begin(struct monitor *monitor, const char *user)
{
	const struct pam_object *pam = authenticate_object();
	sigset_t term;

	/* Told to end in the middle of this, it would leave half of it. */
	(void)sigemptyset(&term);
	(void)sigaddset(&term, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &term, NULL);
	write_entry(monitor, USER_PROCESS, user);
	if (pam != NULL)
		monitor->pam_session = pam->open(&(struct pam_login){
			.service = monitor->conf->pam_service_name,
			.user = user, .peer = monitor->facts.peer_text,
		});
	if (monitor->pam_session == NULL)
		write_entry(monitor, DEAD_PROCESS, "");
	return monitor->pam_session != NULL;
}

void
session_end(struct monitor *monitor)
{
	void *session = monitor->pam_session;

	if (session == NULL)
		return;
	monitor->pam_session = NULL;
	authenticate_object()->close(session);
	write_entry(monitor, DEAD_PROCESS, "");
}
