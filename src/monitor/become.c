/* SPDX-License-Identifier: ISC */
/* From monitor to broker: see become.h. The last code that runs as root. */
#include "monitor/become.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "base/wipe.h"
#include "log/event.h"
#include "log/title.h"
#include "monitor/abilities.h"
#include "monitor/accounts.h"
#include "monitor/certify.h"
#include "monitor/groups.h"
#include "monitor/homes.h"
#include "monitor/jails.h"
#include "monitor/logs.h"
#include "monitor/low_ports.h"
#include "monitor/stay.h"
#include "wire/abilities.h"

static void
find_groups(struct monitor *monitor)
{
	struct login *login = &monitor->login;
	gid_t *groups = arena_get(&monitor->arena,
	    ACCOUNT_GROUPS * sizeof(*groups));
	int count;

	if (groups == NULL)
		fatal("no memory is left for the groups of %s",
		    login->account.name);
	count = account_groups(&monitor->arena, &login->account, groups);
	if (count == -1)
		fatal("%s is in more than %d groups; take some away",
		    login->account.name, ACCOUNT_GROUPS);
	login->groups = groups;
	login->group_count = (size_t)count;
}

/* text_userdb_names: no jail has these files, or not the true ones. What cannot
 * be read leaves numbers. */
static void
read_names(struct monitor *monitor, struct broker_start *start)
{
	start->passwd = monitor->passwd;
	if (list_read(&monitor->arena, "/etc/group", &start->group) == -1)
		start->group = span_of("");
}

/* Directories -------------------------------------------------------------- */

static void
enter(const char *directory, const char *whose)
{
	if (directory != NULL && chdir(directory) == -1)
		fatal("cannot enter %s, the directory of %s: %s; create it or "
		    "name another one", directory, whose, strerror(errno));
}

/* With the user's own rights: on NFS root has none. Capabilities over files
 * come back with uid 0. */
static void
walk_as_user(const struct login *login)
{
	if (setgroups(login->group_count, login->groups) == -1)
		fatal("setgroups: %s", strerror(errno));
	(void)setfsgid(login->account.gid);
	(void)setfsuid(login->account.uid);
}

static void
walk_as_root(void)
{
	(void)setfsuid(0);
	(void)setfsgid(0);
}

static void
enter_home_as_user(const struct login *login, const char *home)
{
	walk_as_user(login);
	enter(home, login->account.name);
	walk_as_root();
}

/* Of who is not locked in. One that is missing leaves the session at home. */
static void
enter_start(const struct monitor *monitor,
    const struct directories *directories)
{
	const struct login *login = &monitor->login;
	bool as_user = monitor->facts.privileged && login->has_local_rights;

	if (directories->start == NULL)
		return;
	if (as_user)
		walk_as_user(login);
	if (chdir(directories->start) == -1 && directories->start_name != NULL)
		event_text(EV_FAULT, "%s: cannot enter %s: %s",
		    directories->start_name, directories->start,
		    strerror(errno));
	if (as_user)
		walk_as_root();
}

/*
 * The home first, even where another directory follows: it is what a relative
 * one is relative to. To leave a user at home who cannot be locked in where
 * that was ordered would not be what was ordered.
 */
static void
enter_directories(struct monitor *monitor,
    const struct directories *directories)
{
	const struct login *login = &monitor->login;

	/* Without root, anonymous users need no home. */
	if (login->has_local_rights && monitor->facts.privileged)
		enter_home_as_user(login, directories->home);
	else if (login->has_local_rights || monitor->facts.privileged)
		enter(directories->home, login->account.name);
	if (directories->jailed)
		enter(directories->extra, directories->extra_name);
	else if (directories->extra != NULL)
		(void)!chdir(directories->extra);
}

static const char *
name_here(void)
{
	static char path[PATH_MAX];

	if (getcwd(path, sizeof(path)) == NULL)
		fatal("the directory to serve has no path: %s",
		    strerror(errno));
	return path;
}

/*
 * Where the session is locked in, and where it starts, as the broker is to see
 * it. Without privilege there is no chroot, and paths have more in front.
 */
void
become_find_place(struct monitor *monitor, struct jail_place *place,
    struct broker_start *start)
{
	struct directories directories = directories_of(monitor);

	if (place->privileged)
		find_groups(monitor);
	place->groups = monitor->login.groups;
	place->group_count = monitor->login.group_count;
	enter_directories(monitor, &directories);
	start->is_jailed = directories.jailed;
	if (directories.jailed) {
		place->root = ".";
		place->change_root = place->privileged;
		start->root_path = place->privileged ? "/" : name_here();
		start->directory = directories.start;
		start->directory_option = directories.start_name;
		return;
	}
	enter_start(monitor, &directories);
	place->root = "/";
	start->root_path = "/";
	start->directory = name_here();
}

/* Root, if it logs in, is to read and write all files, and nothing else. */
static uint32_t
capabilities_of(uid_t uid)
{
	const uint32_t over_files = UINT32_C(1) << CAP_DAC_OVERRIDE |
	    UINT32_C(1) << CAP_DAC_READ_SEARCH | UINT32_C(1) << CAP_FOWNER;

	return uid == 0 ? over_files : 0;
}

/* What the session may do -------------------------------------------------- */

uint64_t
become_abilities(const struct monitor *monitor)
{
	return monitor->login.has_local_rights
	    ? abilities_of_local(monitor->conf)
	    : abilities_of_anonymous(monitor->conf);
}

bool
become_wants_unwritable(const struct monitor *monitor)
{
	return !monitor->conf->allow_writeable_chroot &&
	    conf_is_written(monitor->load, "allow_writeable_chroot");
}

/* Becoming ----------------------------------------------------------------- */

void
become_broker(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	const struct login *login = &monitor->login;
	uint64_t abilities = become_abilities(monitor);
	struct jail_place place = {
		.privileged = monitor->facts.privileged,
		.uid = login->account.uid, .gid = login->account.gid,
		.capabilities = capabilities_of(login->account.uid),
		.connects = (abilities & MAY_CONNECT) != 0,
		.seccomp = conf->seccomp_sandbox,
	};
	struct broker_start start = {
		.conf = conf, .facts = &monitor->facts, .jail = &place,
		.user = login->name, .abilities = abilities,
		.max_rate = login->has_local_rights ? conf->local_max_rate
		    : conf->anon_max_rate,
		.umask = (login->has_local_rights ? conf->local_umask
		    : conf->anon_umask) & 0777,
		.anonymous = !login->has_local_rights,
		.engine_settings = monitor->engine_settings,
		.refuse_writable_root = become_wants_unwritable(monitor),
		.passwd = span_of(""), .group = span_of(""),
		.monitor = NO_FD,
	};

	logs_adopt(conf);
	if (conf->setproctitle_enable)
		title_show(span_of("connected"));
	wipe(&monitor->message, sizeof(monitor->message));
	monitor->has_stayed = stay_is_needed(monitor);
	if (!certify_is_needed(monitor))
		certify_forget(monitor);
	if (monitor->has_stayed)
		start.monitor = stay_and_fork(monitor);
	low_ports_open(monitor, abilities, start.low_ports);
	start.record = monitor->record;
	if (conf->text_userdb_names)
		read_names(monitor, &start);
	homes_make(monitor, start.umask);
	become_find_place(monitor, &place, &start);
	start.engine = monitor->engine.fd;
	if (monitor->engine_pid != NOT_OUR_CHILD)
		start.engine_pid = monitor->engine_pid;
	/* A listener may end now; the session goes on without it. */
	(void)prctl(PR_SET_PDEATHSIG, 0);
	conf_keep_only(monitor->load->conf, SEES_BROKER);
	monitor->roles->broker(&start);
}
