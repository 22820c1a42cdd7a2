/* SPDX-License-Identifier: ISC */
/* Proofs that fatal() and bug() say what is wrong and end the process. */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "tap.h"

/* What a child that failed has printed, and how it ended. */
struct end {
	char text[4096];
	int status;
};

static struct end
end_of(void (*act)(void))
{
	struct end end = { .status = -1 };
	int ends[2];
	pid_t child;

	if (pipe(ends) == -1 || (child = fork()) == -1)
		err(2, "end_of");
	if (child == 0) {
		(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		if (dup2(ends[1], STDERR_FILENO) == -1)
			_exit(99);
		fd_close_from(3);
		act();
		_exit(98);
	}
	(void)close(ends[1]);
	(void)!fd_read_up_to(ends[0], end.text, sizeof(end.text) - 1);
	(void)close(ends[0]);
	(void)waitpid(child, &end.status, 0);
	return end;
}

static void
clean_up(void)
{
	(void)!write(STDERR_FILENO, "clean-up ran\n", 13);
}

static void
quiet_fatal(void)
{
	(void)atexit(clean_up);
	fatal("cannot enter %s: error %d", "/srv/ftp", 13);
}

static void
quiet_bug(void)
{
	(void)atexit(clean_up);
	bug("message %d is not for this channel", 65535);
}

static void
to_descriptor(enum failure kind, const char *text)
{
	(void)dprintf(STDERR_FILENO, "<%s|%s>",
	    kind == FAILURE_FATAL ? "fatal" : "bug", text);
}

static void
reported_fatal(void)
{
	fail_report_to(to_descriptor);
	quiet_fatal();
}

static void
reported_bug(void)
{
	fail_report_to(to_descriptor);
	quiet_bug();
}

static void
failing_reporter(enum failure kind, const char *text)
{
	(void)kind;
	fatal("while reporting: %s", text);
}

static void
fatal_in_reporter(void)
{
	fail_report_to(failing_reporter);
	bug("the first");
}

static void
fatal_with_a_long_text(void)
{
	static char text[5000];

	memset(text, 'x', sizeof(text) - 1);
	fatal("%s", text);
}

static const struct {
	const char *name;
	void (*act)(void);
	const char *text;
	int exit_status;	/* 0: it ends by a trap */
} rows[] = {
	{ "fatal()", quiet_fatal,
	    "oneftpd: cannot enter /srv/ftp: error 13\n", EXIT_FATAL },
	{ "bug()", quiet_bug,
	    "oneftpd: bug: message 65535 is not for this channel\n", 0 },
	{ "fatal() with a reporter", reported_fatal,
	    "<fatal|cannot enter /srv/ftp: error 13>", EXIT_FATAL },
	{ "bug() with a reporter", reported_bug,
	    "<bug|message 65535 is not for this channel>", 0 },
	{ "a reporter that fails itself", fatal_in_reporter,
	    "oneftpd: while reporting: the first\n", EXIT_FATAL },
};

/* Which signal a trap is depends on the machine. */
static bool
ended_by_trap(int status)
{
	return WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGTRAP);
}

int
main(void)
{
	struct end end;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		end = end_of(rows[i].act);
		is_text(end.text, rows[i].text,
		    "%s says what is wrong, and no clean-up runs",
		    rows[i].name);
		if (rows[i].exit_status == 0)
			ok(ended_by_trap(end.status),
			    "%s ends at once", rows[i].name);
		else
			ok(WIFEXITED(end.status) &&
			    WEXITSTATUS(end.status) == rows[i].exit_status,
			    "%s exits with %d", rows[i].name,
			    rows[i].exit_status);
	}
	end = end_of(fatal_with_a_long_text);
	ok(strlen(end.text) > 1000 && strlen(end.text) < 1100 &&
	    WEXITSTATUS(end.status) == EXIT_FATAL,
	    "a text that is too long is cut and ends the process too");
	return done_testing();
}
