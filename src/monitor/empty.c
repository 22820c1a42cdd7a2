/* SPDX-License-Identifier: ISC */
/* The engine's empty root: see empty.h. Monitor, as root. */
#include "monitor/empty.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/run_dir.h"
#include "monitor/monitor.h"

#define OWN_EMPTY_DIR RUN_DIR "/empty"
#define DEFAULT_EMPTY_DIR "/usr/share/empty"

static void
make_own(void)
{
	if ((mkdir(RUN_DIR, 0755) == -1 && errno != EEXIST) ||
	    (mkdir(OWN_EMPTY_DIR, 0755) == -1 && errno != EEXIST))
		fatal("cannot create %s, the engine's empty directory: %s",
		    OWN_EMPTY_DIR, strerror(errno));
}

static void
enter_own(void)
{
	if (chdir(OWN_EMPTY_DIR) == 0)
		return;
	make_own();
	if (chdir(OWN_EMPTY_DIR) == -1)
		fatal("cannot enter %s, the engine's empty directory: %s",
		    OWN_EMPTY_DIR, strerror(errno));
}

/* Of our own and of the usual one it is known. */
static void
expect_unwritable(const char *path, const struct account *nobody)
{
	struct stat facts;

	if (strcmp(path, DEFAULT_EMPTY_DIR) == 0 || stat(".", &facts) == -1)
		return;
	if ((facts.st_mode & S_IWOTH) != 0 ||
	    ((facts.st_mode & S_IWUSR) != 0 && facts.st_uid == nobody->uid) ||
	    ((facts.st_mode & S_IWGRP) != 0 && facts.st_gid == nobody->gid))
		fatal("secure_chroot_dir: nopriv_user may write to %s: let "
		    "root own it, with mode 0755", path);
}

void
enter_empty_directory(const struct conf *conf, const struct account *nobody)
{
	const char *path = conf->secure_chroot_dir;

	if (path != NULL && chdir(path) == 0) {
		expect_unwritable(path, nobody);
		return;
	}
	if (path != NULL && strcmp(path, DEFAULT_EMPTY_DIR) == 0)
		enter_own();
	else
		fatal("secure_chroot_dir: cannot enter %s: %s; create it, "
		    "empty and owned by root, or take the line out",
		    path != NULL ? path : "(unset)",
		    path != NULL ? strerror(errno) : "no directory");
}
