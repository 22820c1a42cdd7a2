/* SPDX-License-Identifier: ISC */
/* From monitor to broker: see become.h. The last code that runs as root. */
#include "monitor/become.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "log/event.h"
#include "monitor/abilities.h"
#include "monitor/groups.h"
#include "monitor/stay.h"
#include "wire/abilities.h"

static void
enter(const char *directory, const char *option)
{
	if (directory != NULL && chdir(directory) == -1)
		fatal("cannot enter %s, the directory of %s: %s; create it or "
		    "name another one", directory, option, strerror(errno));
}

void
become_anonymous(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	uint64_t abilities = abilities_of_anonymous(conf);
	uint32_t max_rate = conf->anon_max_rate;
	bool refuse_writable_root = !conf->allow_writeable_chroot &&
	    conf_is_written(monitor->load, "allow_writeable_chroot");
	bool privileged = monitor->facts.privileged;
	static char root_path[PATH_MAX];
	static gid_t groups[ACCOUNT_GROUPS];
	int group_count = 0, channel = NO_FD;
	struct jail_place place;

	/* The home first, even where anon_root says another directory: it is
	 * what a relative anon_root is relative to. */
	if (privileged) {
		enter(monitor->anonymous.home, "ftp_username");
		group_count = account_groups(&monitor->arena,
		    &monitor->anonymous, groups);
	}
	enter(conf->anon_root, "anon_root");
	if (group_count == -1)
		fatal("%s is in more than %d groups; take some away",
		    monitor->anonymous.name, ACCOUNT_GROUPS);
	if (!privileged && getcwd(root_path, sizeof(root_path)) == NULL)
		fatal("the directory to serve has no path: %s",
		    strerror(errno));
	place = (struct jail_place){
		.privileged = privileged,
		.uid = monitor->anonymous.uid, .gid = monitor->anonymous.gid,
		.groups = groups, .group_count = (size_t)group_count,
		.root = ".", .change_root = privileged,
		.connects = (abilities & MAY_CONNECT) != 0,
		.seccomp = conf->seccomp_sandbox,
	};
	if (privileged)
		root_path[0] = '/';
	log_prepare_for_jail();
	explicit_bzero(&monitor->message, sizeof(monitor->message));
	monitor->is_anonymous = true;
	monitor->session_uid = monitor->anonymous.uid;
	monitor->needed_for = stay_is_needed_for(monitor);
	if (monitor->needed_for != 0)
		channel = stay_and_fork(monitor);
	/* A listener may end now; the session goes on without it. */
	(void)prctl(PR_SET_PDEATHSIG, 0);
	conf_keep_only(monitor->load->conf, SEES_BROKER);
	monitor->roles->broker(&(struct broker_start){
		.conf = conf, .facts = &monitor->facts, .jail = &place,
		.root_path = root_path, .user = monitor->anonymous.name,
		.engine = monitor->engine.fd,
		.engine_pid = monitor->engine_pid == NOT_OUR_CHILD ? 0
		    : monitor->engine_pid,
		.monitor = channel,
		.abilities = abilities, .max_rate = max_rate, .anonymous = true,
		.refuse_writable_root = refuse_writable_root,
	});
}
