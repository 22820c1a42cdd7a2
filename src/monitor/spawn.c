/* SPDX-License-Identifier: ISC */
/* The engine's start and end: see spawn.h. Monitor. */
#include "monitor/spawn.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/fail.h"
#include "base/fd.h"
#include "log/farewell.h"
#include "monitor/empty.h"
#include "monitor/greet.h"
#include "monitor/logs.h"
#include "monitor/presence.h"

/* The descriptors of an engine: control connection, /dev/null, standard error
 * (/dev/null too, if it was the client or is a log), channel. */
#define ENGINE_CHANNEL 3

static void NORETURN
run_engine(struct monitor *monitor, struct conf *conf, int channel)
{
	/* A copy: what the engine may not see is wiped. */
	const char *greeting = arena_copy(&monitor->arena,
	    span_of(greet_text(monitor)));
	const struct jail_place place = {
		.privileged = monitor->facts.privileged,
		.uid = monitor->nobody.uid, .gid = monitor->nobody.gid,
		.root = monitor->facts.privileged ? "." : NULL,
		.change_root = monitor->facts.privileged,
		/* What a user may do is not known yet. That none may write is,
		 * unless a user's own file can say otherwise. */
		.writes_files = conf->write_enable ||
		    conf->user_config_dir != NULL,
		.seccomp = conf->seccomp_sandbox,
		.new_network = conf->isolate_network && !conf->seccomp_sandbox,
	};

	bool is_implicit = greet_is_for_engine(monitor);
	struct engine_start start;

	if (monitor->facts.privileged)
		enter_empty_directory(conf, &monitor->nobody);
	if (dup2(channel, ENGINE_CHANNEL) == -1)
		fatal("dup2: %s", strerror(errno));
	/* Nobody believes a line that a hostile one could have written. */
	if (logs_use(conf, "stderr") &&
	    dup2(STDOUT_FILENO, STDERR_FILENO) == -1)
		fatal("dup2: %s", strerror(errno));
	fd_close_from(ENGINE_CHANNEL + 1);
	conf_keep_only(conf, SEES_ENGINE);
	start = (struct engine_start){
		.conf = conf, .load = monitor->load,
		.facts = &monitor->facts, .jail = &place,
		.control = 0, .monitor = ENGINE_CHANNEL,
		.tls = monitor->tls, .tls_context = monitor->tls_context,
		.is_implicit = is_implicit,
		.banner = monitor->banner, .greeting = span_of(greeting),
	};
	presence_hand_over(monitor, &start);
	monitor->roles->engine(&start);
}

void
spawn_engine(struct monitor *monitor)
{
	int ends[2];

	if (channel_pair(ends) == -1)
		fatal("socketpair: %s", strerror(errno));
	channel_init(&monitor->engine, ends[0], MONITOR, ENGINE);
	monitor->engine_pid = child_fork();
	if (monitor->engine_pid == -1)
		fatal("cannot start the engine: %s", strerror(errno));
	if (monitor->engine_pid == 0)
		run_engine(monitor, monitor->load->conf, ends[1]);
	fd_close(&ends[1]);
	/* Standard output is /dev/null. */
	if (dup2(STDOUT_FILENO, 0) == -1)
		fatal("dup2: %s", strerror(errno));
}

int
spawn_reap_engine(const struct monitor *monitor)
{
	int status;
	enum farewell how = farewell("engine", monitor->engine_pid, &status);

	/* One that has stayed cannot: the kernel tells the engine. */
	if (how == CHILD_STUCK && !monitor->has_stayed)
		(void)kill(monitor->engine_pid, SIGKILL);
	return status;
}
