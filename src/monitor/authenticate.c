/* SPDX-License-Identifier: ISC */
/*
 * Passwords: see authenticate.h. PAM's modules run in a process of their own,
 * as root: a crash is a refusal, and what they leave in memory, the password
 * and lines of shadow(5), never comes near the session.
 */
#include "monitor/authenticate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "base/module.h"
#include "log/event.h"
#include "monitor/fault.h"
#include "monitor/reverse.h"

static const struct pam_object *
load_pam(const char **why_out)
{
	return module_symbol("pam", "oneftpd_pam", why_out);
}

void
authenticate_preload(const struct conf *conf)
{
	const char *why = NULL;

	if (conf->local_enable)
		(void)load_pam(&why);
}

const struct pam_object *
authenticate_object(void)
{
	const char *why = NULL;
	const struct pam_object *pam = load_pam(&why);

	if (pam == NULL)
		fault_log("local_enable=YES, but PAM cannot be loaded, so "
		    "every local user is refused: %s; install it or set "
		    "local_enable=NO", why);
	return pam;
}

/* The child: the accepted name into the pipe, or nothing. */
static void NORETURN
check_and_tell(int pipe, const struct pam_login *login)
{
	char name[PAM_NAME_ROOM] = "";
	const struct pam_object *pam;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* No core: the password would be in it. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	pam = authenticate_object();
	if (pam != NULL && pam->check(login, name))
		(void)!write(pipe, name, sizeof(name));
	_exit(0);
}

/* Waits as long as the engine is there: modules take their time. */
static bool
read_name(int pipe, int engine, char name_out[static PAM_NAME_ROOM])
{
	struct pollfd fds[] = {
		{ .fd = pipe, .events = POLLIN },
		{ .fd = engine },
	};

	while (poll(fds, COUNT_OF(fds), -1) == -1)
		if (errno != EINTR)
			return false;
	return fds[0].revents != 0 &&
	    read(pipe, name_out, PAM_NAME_ROOM) == PAM_NAME_ROOM &&
	    name_out[PAM_NAME_ROOM - 1] == '\0';
}

/* It has written its last, or must not go on without an engine. */
static void
end_child(pid_t child)
{
	int status = 0;

	(void)kill(child, SIGKILL);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		continue;
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		event_text(EV_FAULT, "A PAM module died of signal %d.",
		    WTERMSIG(status));
}

bool
authenticate(struct monitor *monitor, const char *user,
    const struct secret *password, char name_out[static PAM_NAME_ROOM])
{
	const struct pam_login login = {
		.service = monitor->conf->pam_service_name, .user = user,
		.peer = reverse_name(monitor), .password = password,
	};
	int ends[2], engine = monitor->engine.fd;
	bool accepted;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) == -1)
		fatal("pipe: %s", strerror(errno));
	/* Not child_fork(): this child loads and allocates. */
	child = fork();
	if (child == -1)
		fatal("cannot start a process for PAM: %s", strerror(errno));
	if (child == 0) {
		fd_close(&engine);
		fd_close(&ends[0]);
		check_and_tell(ends[1], &login);
	}
	fd_close(&ends[1]);
	accepted = read_name(ends[0], engine, name_out);
	fd_close(&ends[0]);
	end_child(child);
	return accepted;
}
