/* SPDX-License-Identifier: ISC */
/* The engine's empty root: see empty.h. Monitor, as root. */
#include "monitor/empty.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fail.h"

#ifndef RUN_DIR
#define RUN_DIR "/run/oneftpd"
#endif
#define OWN_EMPTY_DIR RUN_DIR "/empty"
#define DEFAULT_EMPTY_DIR "/usr/share/empty"

static bool
is_directory(const char *path)
{
	struct stat facts;

	return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void
make_own(void)
{
	if ((mkdir(RUN_DIR, 0755) == -1 && errno != EEXIST) ||
	    (mkdir(OWN_EMPTY_DIR, 0755) == -1 && errno != EEXIST))
		fatal("cannot create %s, the engine's empty directory: %s",
		    OWN_EMPTY_DIR, strerror(errno));
}

const char *
empty_directory(const struct conf *conf)
{
	const char *path = conf->secure_chroot_dir;

	if (path != NULL && is_directory(path))
		return path;
	if (path == NULL || strcmp(path, DEFAULT_EMPTY_DIR) != 0)
		fatal("secure_chroot_dir: %s is not a directory; create it, "
		    "empty and owned by root, or take the line out",
		    path != NULL ? path : "(unset)");
	if (!is_directory(OWN_EMPTY_DIR))
		make_own();
	return OWN_EMPTY_DIR;
}
