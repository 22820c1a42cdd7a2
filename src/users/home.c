/* SPDX-License-Identifier: ISC */
/* Making homes: see home.h. Monitor and command line, as root. */
#include "users/home.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "users/file.h"

/* A path on its way: what is left of it, and the directory it is in. */
struct walk {
	const char *path;	/* whole, for messages */
	struct span left;
	int at;
	struct buf *why;
};

static bool
is_ours(const struct stat *facts)
{
	return (facts->st_uid == 0 || facts->st_uid == geteuid()) &&
	    (facts->st_mode & OTHERS_MAY_WRITE) == 0;
}

/* The next name of the path, "." and empty ones left out; false at its end. */
static bool
next_name(struct walk *walk, char name_out[static PATH_MAX])
{
	struct span name;

	do {
		if (walk->left.len == 0)
			return false;
		name = span_split(&walk->left, '/');
	} while (name.len == 0 || span_is(name, "."));
	/* A longer path is none to the kernel either. */
	if (name.len >= PATH_MAX)
		return false;
	memcpy(name_out, name.at, name.len);
	name_out[name.len] = '\0';
	return true;
}

static bool
is_last(const struct walk *walk)
{
	struct walk ahead = *walk;
	char name[PATH_MAX];

	return !next_name(&ahead, name);
}

/* One directory down. */
static bool
step(struct walk *walk, const char *name)
{
	int next = openat(walk->at, name,
	    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat facts;

	if (next == NO_FD) {
		buf_putf(walk->why, "%s: cannot enter \"%s\" on the way: %s; "
		    "it must be there, and no symbolic link", walk->path, name,
		    strerror(errno));
		return false;
	}
	fd_close(&walk->at);
	walk->at = next;
	if (fstat(next, &facts) == 0 && is_ours(&facts))
		return true;
	buf_putf(walk->why, "%s: \"%s\" on the way is not root's alone: make "
	    "the home by hand, or give that directory to root and take the "
	    "others' write permission away", walk->path, name);
	return false;
}

/* Its name is nobody's guess, so what is removed below is what was made. */
static void
draw_name(char name_out[static NAME_MAX + 1])
{
	uint64_t drawn = 0;

	(void)!getrandom(&drawn, sizeof(drawn), GRND_NONBLOCK);
	(void)snprintf(name_out, NAME_MAX + 1, ".oneftpd-%016jx",
	    (uintmax_t)drawn);
}

static int
give_away(int fd, const struct home *home)
{
	/* The mode last: who has no right to give it away keeps it, too. */
	if (geteuid() == 0 && fchown(fd, home->uid, home->gid) == -1)
		return -1;
	return fchmod(fd, home->mode);
}

/* 0, or -1 with errno: EEXIST when somebody else was faster. */
static int
make_at(int parent, const char *name, const struct home *home)
{
	char fresh[NAME_MAX + 1];
	int fd, result = -1, error;

	draw_name(fresh);
	if (mkdirat(parent, fresh, 0700) == -1)
		return -1;
	fd = openat(parent, fresh,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd != NO_FD && give_away(fd, home) == 0)
		result = renameat2(parent, fresh, parent, name,
		    RENAME_NOREPLACE);
	error = errno;
	fd_close(&fd);
	if (result == -1)
		(void)unlinkat(parent, fresh, AT_REMOVEDIR);
	errno = error;
	return result;
}

static enum home_making
make_last(struct walk *walk, const char *name, const struct home *home)
{
	if (make_at(walk->at, name, home) == 0)
		return HOME_MADE;
	if (errno == EEXIST)
		return HOME_IS_THERE;
	buf_putf(walk->why, "%s cannot be made: %s", walk->path,
	    strerror(errno));
	return HOME_REFUSED;
}

static enum home_making
go(struct walk *walk, const struct home *home)
{
	char name[PATH_MAX];

	if (!step(walk, "/"))
		return HOME_REFUSED;
	while (next_name(walk, name)) {
		if (strcmp(name, "..") == 0)
			break;
		if (is_last(walk))
			return make_last(walk, name, home);
		if (!step(walk, name))
			return HOME_REFUSED;
	}
	buf_putf(walk->why, "%s is no path that a home can be made at",
	    walk->path);
	return HOME_REFUSED;
}

enum home_making
home_make(const struct home *home, struct buf *why)
{
	struct walk walk = {
		.path = home->path, .left = span_of(home->path),
		.at = NO_FD, .why = why,
	};
	struct stat facts;
	enum home_making result;

	if (stat(home->path, &facts) == 0 || errno != ENOENT)
		return HOME_IS_THERE;
	result = go(&walk, home);
	fd_close(&walk.at);
	return result;
}
