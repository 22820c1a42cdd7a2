/* SPDX-License-Identifier: ISC */
/*
 * Giving up rights: see jail.h. Runs in the engine and in the broker, as root
 * in its last moments. No byte from outside has been read in this process.
 */
#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/fail.h"
#include "base/fd.h"
#include "jail/steps.h"

#define REMEDY "look for a filter that oneftpd was started under"

void
must(int result, const char *remedy, const char *format, ...)
{
	char call[256];
	const char *reason;
	va_list args;

	if (result != -1)
		return;
	reason = strerror(errno);
	va_start(args, format);
	(void)vsnprintf(call, sizeof(call), format, args);
	va_end(args);
	fatal("cannot close the jail: %s: %s; %s", call, reason, remedy);
}

/* What Landlock takes as the top of the files, and the broker after it. */
static int
open_root(const struct manifest *manifest, const struct jail_place *place)
{
	if (manifest->files == FILES_NONE)
		return NO_FD;
	if (*place->root_fd == NO_FD) {
		*place->root_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
		must(*place->root_fd, "let the user search the directory",
		    "open(%s)", place->root != NULL ? place->root : ".");
	}
	return *place->root_fd;
}

/*
 * What prctl(2) has to offer: it ends with its parent (the kernel forgets that
 * wish at a change of uid, so it is made afterwards), no program gains rights,
 * and nobody looks inside.
 */
static void
set_process_bits(int parent_death_signal)
{
	if (parent_death_signal != 0)
		must(prctl(PR_SET_PDEATHSIG, parent_death_signal),
		    REMEDY, "prctl(PR_SET_PDEATHSIG, %d)", parent_death_signal);
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
	    "Linux 3.5 or later is needed", "prctl(PR_SET_NO_NEW_PRIVS, 1)");
	must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), REMEDY,
	    "prctl(PR_SET_DUMPABLE, 0)");
}

unsigned
jail_apply(const struct manifest *manifest, const struct jail_place *place)
{
	unsigned missing = 0;

	if (place->privileged && place->new_network)
		must(unshare(CLONE_NEWNET), "set isolate_network=NO, or better "
		    "seccomp_sandbox=YES", "unshare(CLONE_NEWNET)");
	ids_apply(manifest, place);
	set_process_bits(manifest->parent_death_signal);
	if (!manifest->without_landlock)
		missing = landlock_apply(manifest->files,
		    open_root(manifest, place), place->connects);
	limits_apply(manifest, place->writes_files);
	if (place->seccomp && manifest->filter != NULL)
		missing |= seccomp_apply(manifest->filter,
		    manifest->filter_length);
	return missing;
}
