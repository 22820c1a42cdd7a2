/* SPDX-License-Identifier: ISC */
/*
 * Passwords: see authenticate.h. Who is asked about them runs in a process of
 * their own, as root: a crash is a refusal, and what is left in memory, the
 * password, lines of shadow(5) and of users_file, never comes near the session.
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

#include "base/buf.h"
#include "base/fail.h"
#include "base/fd.h"
#include "base/module.h"
#include "log/event.h"
#include "monitor/fault.h"
#include "monitor/reverse.h"
#include "monitor/virtual.h"

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
	virtual_preload(conf);
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

static bool
asks_pam(const struct monitor *monitor)
{
	return monitor->conf->local_enable && monitor->facts.privileged &&
	    auth_order_has(monitor->conf->auth_order, AUTH_PAM);
}

/* Of one after the other. */
static void
add_reason(struct accepted *out, const char *who, const char *why)
{
	struct buf reason = BUF_OVER(out->why_not);

	reason.len = strlen(out->why_not);
	if (reason.len > 0)
		buf_put_text(&reason, "; ");
	buf_put_text(&reason, who);
	buf_put_text(&reason, why);
	(void)buf_text(&reason);
}

static bool
ask_pam(const struct monitor *monitor, const struct attempt *attempt,
    struct accepted *out)
{
	const struct pam_object *pam;
	const char *why;

	if (!asks_pam(monitor))
		return false;
	pam = authenticate_object();
	why = pam == NULL ? "it cannot be loaded"
	    : pam->check(&(struct pam_login){
		.service = monitor->conf->pam_service_name,
		.user = attempt->user, .peer = attempt->peer,
		.password = attempt->password,
	    }, out->name);
	if (why != NULL)
		add_reason(out, "PAM: ", why);
	return why == NULL;
}

/*
 * The next one is asked whatever the reason of a no was: so each refusal takes
 * as long as the others, and does not tell whose name it is.
 */
static bool
ask_all(const struct monitor *monitor, const struct attempt *attempt,
    struct accepted *out)
{
	struct span order = span_of(monitor->conf->auth_order);

	while (auth_order_next(&order, &out->way))
		switch (out->way) {
		case AUTH_USERS_FILE:
			if (virtual_check(monitor, attempt, out))
				return true;
			if (monitor->conf->users_file != NULL)
				add_reason(out, "users_file: ",
				    "no such user, or another password");
			break;
		case AUTH_PAM:
			if (ask_pam(monitor, attempt, out))
				return true;
			break;
		case AUTH_WAYS:
			break;
		}
	return false;
}

/* The child: who is accepted, or why nobody is, into the pipe. */
static void NORETURN
check_and_tell(int pipe, const struct monitor *monitor,
    const struct attempt *attempt)
{
	/* Less than PIPE_BUF: it is written and read as one. */
	static struct accepted accepted;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* No core: the password would be in it. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_DFL);
	accepted.is_accepted = ask_all(monitor, attempt, &accepted);
	(void)!write(pipe, &accepted, sizeof(accepted));
	_exit(0);
}

/* Waits as long as the engine is there: modules take their time. False: the
 * child has not said. */
static bool
read_accepted(int pipe, int engine, struct accepted *out)
{
	struct pollfd fds[] = {
		{ .fd = pipe, .events = POLLIN },
		{ .fd = engine },
	};

	while (poll(fds, COUNT_OF(fds), -1) == -1)
		if (errno != EINTR)
			return false;
	return fds[0].revents != 0 &&
	    read(pipe, out, sizeof(*out)) == (ssize_t)sizeof(*out) &&
	    out->why_not[sizeof(out->why_not) - 1] == '\0' &&
	    out->name[sizeof(out->name) - 1] == '\0' &&
	    out->home[sizeof(out->home) - 1] == '\0';
}

/* It has written its last, or must not go on without an engine. */
static void
end_child(pid_t child, const struct conf *conf)
{
	int status = 0;

	(void)kill(child, SIGKILL);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		continue;
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		event_text(EV_FAULT, "%s died of signal %d.",
		    conf->users_file == NULL ? "A PAM module"
		    : "A PAM module, or the check of a hash,",
		    WTERMSIG(status));
}

bool
authenticate(struct monitor *monitor, const char *user,
    const struct secret *password, struct accepted *accepted_out)
{
	const struct attempt attempt = {
		.user = user, .password = password,
		.peer = asks_pam(monitor) ? reverse_name(monitor) : NULL,
	};
	int ends[2], engine = monitor->engine.fd;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) == -1)
		fatal("pipe: %s", strerror(errno));
	/* Not child_fork(): this child loads and allocates. */
	child = fork();
	if (child == -1)
		fatal("cannot start a process for passwords: %s",
		    strerror(errno));
	if (child == 0) {
		fd_close(&engine);
		fd_close(&ends[0]);
		check_and_tell(ends[1], monitor, &attempt);
	}
	fd_close(&ends[1]);
	if (!read_accepted(ends[0], engine, accepted_out))
		*accepted_out = (struct accepted){
			.why_not = "the check of the password has failed",
		};
	fd_close(&ends[0]);
	end_child(child, monitor->conf);
	return accepted_out->is_accepted;
}
