/* SPDX-License-Identifier: ISC */
/* The engine's empty root: see empty.h. Monitor, as root. */
#include "monitor/empty.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"

#ifndef RUN_DIR
#define RUN_DIR "/run/oneftpd"
#endif
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

void
enter_empty_directory(const struct conf *conf)
{
	const char *path = conf->secure_chroot_dir;

	if (path != NULL && chdir(path) == 0)
		return;
	if (path != NULL && strcmp(path, DEFAULT_EMPTY_DIR) == 0)
		enter_own();
	else
		fatal("secure_chroot_dir: cannot enter %s: %s; create it, "
		    "empty and owned by root, or take the line out",
		    path != NULL ? path : "(unset)",
		    path != NULL ? strerror(errno) : "no directory");
}
