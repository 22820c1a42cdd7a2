/* SPDX-License-Identifier: ISC */
/*
 * Host names of clients: see reverse.h. The monitor, as root, asks a process of
 * its own, which has no rights and a few seconds: the answer of a name service
 * is made by strangers, and may never come.
 */
#include "monitor/reverse.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fail.h"
#include "base/fd.h"
#include "monitor/authenticate.h"
#include "monitor/host_name.h"

#define PIPE 3

/* The child ---------------------------------------------------------------- */

static void
become_nobody(const struct account *nobody)
{
	if (setgroups(0, NULL) == -1 ||
	    setresgid(nobody->gid, nobody->gid, nobody->gid) == -1 ||
	    setresuid(nobody->uid, nobody->uid, nobody->uid) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
		_exit(EXIT_FAILURE);
}

/* The name, with its NUL, or nothing. */
static void NORETURN
look_up_and_tell(const struct monitor *monitor, int pipe,
    const struct pam_object *pam)
{
	char name[HOST_NAME_ROOM];

	(void)signal(SIGTERM, SIG_DFL);
	if (dup2(pipe, PIPE) == -1)
		_exit(EXIT_FAILURE);
	fd_close_from(PIPE + 1);
	become_nobody(&monitor->nobody);
	if (pam->host_name(&monitor->facts.peer, name))
		(void)!write(PIPE, name, strlen(name) + 1);
	_exit(EXIT_SUCCESS);
}

/* The monitor -------------------------------------------------------------- */

/* Letters, digits, dots and hyphens, and not an address: nothing that a rule,
 * a log or a shell script of pam_exec could take for something else. */
static bool
is_host_name(const char *name, size_t len)
{
	bool has_letter = false;

	for (size_t i = 0; i < len; i++) {
		bool is_letter = (name[i] >= 'a' && name[i] <= 'z') ||
		    (name[i] >= 'A' && name[i] <= 'Z');

		if (!is_letter && (name[i] < '0' || name[i] > '9') &&
		    name[i] != '_' && (i == 0 || (name[i] != '-' &&
		    name[i] != '.')))
			return false;
		has_letter |= is_letter;
	}
	return has_letter;
}

/* Until it is there, time is up, or nobody waits for it any more. */
static bool
read_name(const struct monitor *monitor, int pipe,
    char name_out[static HOST_NAME_ROOM])
{
	struct deadline deadline = deadline_in(REVERSE_SECONDS);
	struct pollfd fds[] = {
		{ .fd = pipe, .events = POLLIN },
		{ .fd = monitor->engine.fd },
	};
	ssize_t got;
	int ready;

	do
		ready = poll(fds, COUNT_OF(fds), deadline_left_ms(deadline));
	while (ready == -1 && errno == EINTR);
	if (ready <= 0 || fds[0].revents == 0)
		return false;
	got = read(pipe, name_out, HOST_NAME_ROOM);
	return got > 1 && name_out[got - 1] == '\0' &&
	    is_host_name(name_out, (size_t)got - 1);
}

static void
end_child(pid_t child)
{
	(void)kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) == -1 && errno == EINTR)
		continue;
}

/* The name in the session's memory; NULL when there is none. */
static const char *
look_up(struct monitor *monitor)
{
	const struct pam_object *pam = authenticate_object();
	char name[HOST_NAME_ROOM];
	bool is_found;
	int ends[2];
	pid_t child;

	if (pam == NULL)
		return NULL;
	if (pipe2(ends, O_CLOEXEC) == -1)
		fatal("pipe: %s", strerror(errno));
	/* Not child_fork(): a name service loads and allocates. */
	child = fork();
	if (child == -1)
		fatal("cannot start a process for names: %s", strerror(errno));
	if (child == 0)
		look_up_and_tell(monitor, ends[1], pam);
	fd_close(&ends[1]);
	is_found = read_name(monitor, ends[0], name);
	fd_close(&ends[0]);
	end_child(child);
	return is_found ? arena_copy(&monitor->arena, span_of(name)) : NULL;
}

const char *
reverse_name(struct monitor *monitor)
{
	if (monitor->peer_name != NULL)
		return monitor->peer_name;
	/* On is the default of the one vsftpd that has the option; the others
	 * tell the address, which rules and bans may rely on. */
	if (monitor->conf->reverse_lookup_enable &&
	    conf_is_written(monitor->load, "reverse_lookup_enable"))
		monitor->peer_name = look_up(monitor);
	if (monitor->peer_name == NULL)
		monitor->peer_name = monitor->facts.peer_text;
	return monitor->peer_name;
}
