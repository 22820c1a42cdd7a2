/* SPDX-License-Identifier: ISC */
/*
 * Client paths: see path.h. Broker, as the user, in the jail. A typed path is
 * hostile: only the kernel's in-root resolution is trusted to confine it.
 */
#include "broker/path.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "broker/accounts.h"

/* A rename elsewhere can make the kernel give up; it may be asked again. */
#define RESOLVE_TRIES 16

/* "~", "~/rest" and, where it is switched on, "~user/rest". A user that nobody
 * knows is a name like any other. */
static bool
expand_tilde(const struct place *place, struct span typed,
    struct span *home_out)
{
	struct span user = span_first(typed, span_find(typed, '/'));
	struct span home;

	if (user.len == 0 || user.at[0] != '~')
		return false;
	user = span_from(user, 1);
	if (user.len > 0 && !place->knows_users)
		return false;
	home = user.len > 0 ? accounts_home(place, user)
	    : span_of(place->home);
	if (home.len > 0)
		*home_out = home;
	return home.len > 0;
}

static void
put_beneath(struct buf *out, struct span base, struct span rest)
{
	buf_put_span(out, base);
	if (base.len > 0 && base.at[base.len - 1] != '/' && rest.len > 0)
		buf_put_char(out, '/');
	buf_put_span(out, rest);
}

void
path_put_expanded(struct buf *out, const struct place *place,
    struct span typed)
{
	struct span base = span_of("");

	if (expand_tilde(place, typed, &base))
		typed = span_from(typed, span_find(typed, '/') + 1);
	put_beneath(out, base, typed);
}

void
path_put_absolute(struct buf *out, const struct place *place,
    struct span typed)
{
	struct span base = span_of(place->cwd);

	if (expand_tilde(place, typed, &base))
		typed = span_from(typed, span_find(typed, '/') + 1);
	else if (typed.len > 0 && typed.at[0] == '/')
		base = span_of("");
	put_beneath(out, base, typed);
}

static int
open_in_root(int root, const char *path, int flags, mode_t mode)
{
	/* openat2 refuses flags that make no sense together. */
	int also = (flags & O_PATH) != 0 ? O_CLOEXEC : O_CLOEXEC | O_NOCTTY;
	struct open_how how = {
		.flags = (unsigned)(flags | also), .mode = mode,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	for (int i = 0; i < RESOLVE_TRIES; i++) {
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd != -1 || errno != EAGAIN)
			break;
	}
	return (int)fd;
}

/* The absolute path as C text in the buf's storage, or NULL with errno. */
static const char *
put_checked(struct buf *path, const struct place *place, struct span typed)
{
	const char *text;

	if (typed.len == 0 || span_find(typed, '\0') < typed.len) {
		errno = typed.len == 0 ? ENOENT : EINVAL;
		return NULL;
	}
	path_put_absolute(path, place, typed);
	text = buf_text(path);
	if (path->full)
		errno = ENAMETOOLONG;
	return path->full ? NULL : text;
}

static int
open_text(const struct place *place, const char *path, int flags, mode_t mode)
{
	int fd = open_in_root(place->root, path, flags, mode);

	/* Before Linux 5.6; in a chroot the plain call cannot leave either. */
	if (fd == -1 && errno == ENOSYS && place_is_chroot(place))
		fd = openat(place->root, path, flags | O_CLOEXEC | O_NOCTTY,
		    mode);
	return fd;
}

static int
open_typed(const struct place *place, struct span typed, int flags,
    mode_t mode)
{
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);
	const char *text = put_checked(&path, place, typed);

	return text == NULL ? -1 : open_text(place, text, flags, mode);
}

int
path_open(const struct place *place, struct span typed, int flags)
{
	return open_typed(place, typed, flags, 0);
}

int
path_create(const struct place *place, struct span typed, int flags,
    mode_t mode)
{
	return open_typed(place, typed, flags | O_CREAT, mode);
}

static bool
is_name(struct span name)
{
	return name.len > 0 && !span_is(name, ".") && !span_is(name, "..");
}

/* Where the last component begins; slashes at the end belong to it. */
static size_t
last_component(struct span path)
{
	size_t at = path.len;

	while (at > 1 && path.at[at - 1] == '/')
		at--;
	while (at > 0 && path.at[at - 1] != '/')
		at--;
	return at;
}

/* Of several slashes behind the name one is left. */
static int
take_name(char name_out[static NAME_MAX + 2], struct span last)
{
	size_t len = span_find(last, '/');

	if (!is_name(span_first(last, len)) || len > NAME_MAX) {
		errno = len > NAME_MAX ? ENAMETOOLONG : EINVAL;
		return -1;
	}
	if (len < last.len)
		len++;
	memcpy(name_out, last.at, len);
	name_out[len] = '\0';
	return 0;
}

int
path_open_parent(const struct place *place, struct span typed,
    struct parent *parent_out)
{
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);
	size_t at;

	if (put_checked(&path, place, typed) == NULL)
		return -1;
	at = last_component(buf_span(&path));
	if (take_name(parent_out->name, span_from(buf_span(&path), at)) == -1)
		return -1;
	/* The name has been copied: the path may end before it. */
	storage[at] = '\0';
	parent_out->dir = open_text(place, storage, O_PATH | O_DIRECTORY, 0);
	return parent_out->dir == -1 ? -1 : 0;
}

int
path_open_name(int dir, const char *name, int flags, mode_t mode)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC | O_NOCTTY),
		.mode = mode,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	int fd = (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));

	if (fd == -1 && errno == ENOSYS)
		fd = openat(dir, name, flags | O_CLOEXEC | O_NOCTTY |
		    O_NOFOLLOW, mode);
	return fd;
}

void
path_remove_if_same(const struct parent *parent, int file)
{
	struct stat ours, named;

	if (fstat(file, &ours) == 0 && fstatat(parent->dir, parent->name,
	    &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	    named.st_dev == ours.st_dev && named.st_ino == ours.st_ino)
		(void)unlinkat(parent->dir, parent->name, 0);
}

int
path_stat(const struct place *place, struct span typed,
    struct stat *facts_out)
{
	int fd = path_open(place, typed, O_PATH);
	int result;

	if (fd == -1)
		return -1;
	result = fstat(fd, facts_out);
	fd_close(&fd);
	return result;
}

/* The part of an absolute host path below the root; NULL if it is outside. */
static const char *
below_root(const struct place *place, const char *host_path)
{
	size_t len = strlen(place->root_path);

	if (place_is_chroot(place))
		return host_path;
	if (strncmp(host_path, place->root_path, len) != 0 ||
	    (host_path[len] != '/' && host_path[len] != '\0'))
		return NULL;
	return host_path[len] == '/' ? host_path + len : "/";
}

int
path_name_of(const struct place *place, int dir, struct buf *out)
{
	char host_path[PATH_MAX];
	const char *below;

	if (fchdir(dir) == -1 || getcwd(host_path, sizeof(host_path)) == NULL)
		return -1;
	below = below_root(place, host_path);
	if (below == NULL) {
		errno = ENOENT;
		return -1;
	}
	buf_put_text(out, below);
	return 0;
}

int
path_enter(struct place *place, struct span typed)
{
	char storage[PATH_MAX];
	struct buf name = BUF_OVER(storage);
	int dir = path_open(place, typed, O_PATH | O_DIRECTORY);
	int result;

	if (dir == -1)
		return -1;
	result = path_name_of(place, dir, &name);
	fd_close(&dir);
	if (result == -1)
		return -1;
	(void)buf_text(&name);
	if (name.full) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(place->cwd, name.at, name.len + 1);
	return 0;
}
