/* SPDX-License-Identifier: ISC */
/*
 * Directories and jails: see jails.h; spec: options.md 4.5. Monitor, as root.
 * The user's name is hostile until it is found to name no other directory.
 */
#include "monitor/jails.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "monitor/accounts.h"

#define NO 0
#define YES 1

/* [chroot_local_user][chroot_list_enable][is the name in the list?] */
static const bool jailed[2][2][2] = {
	[NO][NO] = { [NO] = false, [YES] = false },
	[YES][NO] = { [NO] = true, [YES] = true },
	[NO][YES] = { [NO] = false, [YES] = true },
	[YES][YES] = { [NO] = true, [YES] = false },
};

bool
jail_is_for(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	struct span list = span_of("");

	/* They see other people's machine only where it is written that they
	 * may. The default of vsftpd is one for accounts. */
	if (monitor->login.kind == VIRTUAL &&
	    !conf_is_written(monitor->load, "chroot_local_user"))
		return true;
	if (conf->chroot_list_enable &&
	    list_read(&monitor->arena, conf->chroot_list_file, &list) == -1)
		fatal("cannot read chroot_list_file %s: %s",
		    conf->chroot_list_file != NULL ? conf->chroot_list_file
		    : "(unset)", strerror(errno));
	return jailed[conf->chroot_local_user][conf->chroot_list_enable]
	    [list_has(list, span_of(monitor->login.name))];
}

/* A name that is more than one step down would lead anywhere. */
static bool
is_one_step(const char *name)
{
	return strchr(name, '/') == NULL && strcmp(name, ".") != 0 &&
	    strcmp(name, "..") != 0;
}

static void
put_replaced(struct buf *out, struct span text, struct span token,
    const char *name)
{
	while (text.len > 0) {
		if (text.len >= token.len &&
		    memcmp(text.at, token.at, token.len) == 0) {
			buf_put_text(out, name);
			text = span_from(text, token.len);
		} else {
			buf_put_char(out, text.at[0]);
			text = span_from(text, 1);
		}
	}
}

/* The directory with user_sub_token replaced by the session's name. */
static const char *
replace_token(struct monitor *monitor, const char *directory)
{
	const char *token = monitor->conf->user_sub_token;
	const char *name = monitor->login.name, *copy;
	char storage[PATH_MAX];
	struct buf out = BUF_OVER(storage);

	if (directory == NULL || token == NULL || token[0] == '\0' ||
	    strstr(directory, token) == NULL)
		return directory;
	if (!is_one_step(name))
		fatal("user_sub_token: a user named \"%s\" cannot stand in a "
		    "directory", name);
	put_replaced(&out, span_of(directory), span_of(token), name);
	(void)buf_text(&out);
	copy = out.full ? NULL : arena_copy(&monitor->arena, buf_span(&out));
	if (copy == NULL)
		fatal("user_sub_token: %s is too long for %s", directory, name);
	return copy;
}

/*
 * passwd_chroot_enable: in /home/./ann the root is /home, and the session
 * starts in /ann. With nothing before it, a home is taken as it stands.
 */
static void
split_home(struct monitor *monitor, struct directories *directories)
{
	const char *home = directories->home;
	const char *mark = strstr(home, "/./");

	if (mark == NULL || mark == home)
		return;
	directories->home = arena_copy(&monitor->arena,
	    span_make(home, (size_t)(mark - home)));
	if (directories->home == NULL)
		fatal("no memory is left for the home of %s",
		    monitor->login.name);
	directories->extra = directories->home;
	directories->extra_is_own = false;
	directories->extra_name = "passwd_chroot_enable";
	directories->start = mark + strlen("/./");
}

/* local_initial_dir. A copy, since the broker's options are without it. */
static void
start_in(struct monitor *monitor, struct directories *directories,
    const char *directory)
{
	directories->start = arena_copy(&monitor->arena,
	    span_of(replace_token(monitor, directory)));
	if (directories->start == NULL)
		fatal("no memory is left for local_initial_dir");
	directories->start_name = "local_initial_dir";
}

struct directories
directories_of(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	const struct login *login = &monitor->login;
	bool is_ftp = login->kind == ANONYMOUS;
	struct directories directories = {
		.home = replace_token(monitor, login->account.home),
		.extra = replace_token(monitor, is_ftp ? conf->anon_root
		    : conf->local_root),
		.extra_name = is_ftp ? "anon_root" : "local_root",
		.jailed = login->is_jailed,
	};

	if (is_ftp)
		return directories;
	directories.whole_home = directories.home;
	directories.extra_is_own = directories.extra != conf->local_root;
	if (conf->passwd_chroot_enable && directories.home != NULL)
		split_home(monitor, &directories);
	if (conf->local_initial_dir != NULL)
		start_in(monitor, &directories, conf->local_initial_dir);
	return directories;
}
