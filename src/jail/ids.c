/* SPDX-License-Identifier: ISC */
/* Who the process is and where its "/" is: see steps.h. Last lines as root. */
#include <grp.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include "base/fail.h"
#include "jail/steps.h"

#define START_AS_ROOT \
	"start oneftpd as root with all capabilities, or set " \
	"run_as_launching_user=YES"

/*
 * The way to a user's directory is walked with the user's own rights: NFS
 * gives root none, and a directory that the user cannot reach is not to be
 * served. The group is set already; capabilities but those on files stay.
 */
static void
walk_as_user(uid_t uid)
{
	(void)setfsuid(uid);
	/* It has no error result; an id that is none asks for the current. */
	if (setfsuid((uid_t)-1) != (int)uid)
		fatal("cannot close the jail: setfsuid(%u) had no effect; "
		    START_AS_ROOT, uid);
}

static void
enter_directory(const struct jail_place *place)
{
	if (place->root == NULL)
		return;
	must(chdir(place->root), "create the directory, or let the user "
	    "search it", "chdir(%s)", place->root);
	/* "." and not the name: what was entered is what is locked in. */
	if (place->privileged && place->change_root)
		must(chroot("."), START_AS_ROOT, "chroot(%s)", place->root);
}

static void
become(uid_t uid, uint32_t capabilities)
{
	if (capabilities != 0)
		caps_prepare();
	must(setresuid(uid, uid, uid), START_AS_ROOT, "setresuid(%u)", uid);
	if (capabilities != 0)
		caps_keep(capabilities);
	if (uid != 0 && setuid(0) != -1)
		fatal("cannot close the jail: setresuid(%u) left a way back "
		    "to root; " START_AS_ROOT, uid);
}

void
ids_apply(const struct manifest *manifest, const struct jail_place *place)
{
	if (!place->privileged) {
		enter_directory(place);
		return;
	}
	if (manifest->files == FILES_NONE && place->uid == 0)
		fatal("cannot close the jail: the %s may not be root; name "
		    "another nopriv_user", manifest->role);
	must(setgroups(place->group_count, place->groups), START_AS_ROOT,
	    "setgroups(%zu)", place->group_count);
	must(setresgid(place->gid, place->gid, place->gid), START_AS_ROOT,
	    "setresgid(%u)", place->gid);
	if (manifest->root == ROOT_SESSION)
		walk_as_user(place->uid);
	enter_directory(place);
	become(place->uid, place->capabilities);
}
