/* SPDX-License-Identifier: ISC */
/* Homes at the first login: see homes.h. Monitor, as root. */
#include "monitor/homes.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "log/event.h"
#include "monitor/jails.h"
#include "users/home.h"

static void
make(const struct monitor *monitor, const char *path, mode_t umask)
{
	const struct home home = {
		.path = path, .uid = monitor->login.account.uid,
		.gid = monitor->login.account.gid, .mode = 0777 & ~umask,
	};
	char storage[1500];
	struct buf why = BUF_OVER(storage);

	switch (home_make(&home, &why)) {
	case HOME_MADE:
		event(EV_MKDIR, &(struct facts){ .text = span_of(path) });
		break;
	case HOME_IS_THERE:
		break;
	case HOME_REFUSED:
		fatal("create_home: %s", buf_text(&why));
	}
}

/* Both, or NULL where nothing is to be made. */
struct wanted {
	const char *home;
	const char *root;
};

static struct wanted
wanted_by(struct monitor *monitor)
{
	struct directories directories;
	struct wanted wanted = { .home = NULL };

	if (!monitor->conf->create_home || monitor->login.kind == ANONYMOUS)
		return wanted;
	directories = directories_of(monitor);
	wanted.home = directories.whole_home;
	if (directories.extra_is_own && directories.extra[0] == '/')
		wanted.root = directories.extra;
	return wanted;
}

void
homes_make(struct monitor *monitor, mode_t umask)
{
	struct wanted wanted = wanted_by(monitor);

	if (wanted.home != NULL)
		make(monitor, wanted.home, umask);
	if (wanted.root != NULL)
		make(monitor, wanted.root, umask);
}

static bool
is_missing(const char *path)
{
	struct stat facts;

	return path != NULL && stat(path, &facts) == -1 && errno == ENOENT;
}

const char *
homes_missing(struct monitor *monitor)
{
	struct wanted wanted = wanted_by(monitor);

	if (is_missing(wanted.home))
		return wanted.home;
	return is_missing(wanted.root) ? wanted.root : NULL;
}
