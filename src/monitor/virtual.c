/* SPDX-License-Identifier: ISC */
/*
 * Users of users_file: see virtual.h. Name and password are hostile; the file
 * is root's. This process ends when it has said yes or no, and with it what it
 * has read.
 */
#include "monitor/virtual.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fail.h"
#include "monitor/fault.h"
#include "users/file.h"
#include "users/object.h"

/* Where nobody has a hash: one of the method that `oneftpd user` uses, and of
 * no password. */
#define NOBODYS_HASH \
	"$y$j9T$XrG4APkhXKIGrEmtz7MSp/$" \
	"hZ6QPZ.vYs8/v6j1SVgATRo9kZ1HLh/SBASAC7NRho."

void
virtual_preload(const struct conf *conf)
{
	const char *why = NULL;

	if (conf->users_file != NULL)
		(void)!crypt_load(&why);
}

static const struct crypt_object *
load(void)
{
	const char *why = NULL;
	const struct crypt_object *crypt = crypt_load(&why);

	if (crypt == NULL)
		fault_log("users_file is set, but libcrypt cannot be used, so "
		    "its users are refused: %s; install it or take users_file "
		    "out", why);
	return crypt;
}

/* Without root nobody can become anybody else. */
static bool
may_be_served(const struct monitor *monitor, const struct users_entry *entry)
{
	if (monitor->facts.privileged || entry->uid == geteuid())
		return true;
	fault_log("users_file: %.*s has uid %u, and this server has not been "
	    "started by root: give the user uid %u", SPAN_ARGS(entry->name),
	    (unsigned)entry->uid, (unsigned)geteuid());
	return false;
}

/* Each text is bounded by users_entry_read(). */
static void
let_in(const struct users_entry *entry, struct accepted *out)
{
	out->uid = entry->uid;
	out->gid = entry->gid;
	memcpy(out->name, entry->name.at, entry->name.len);
	out->name[entry->name.len] = '\0';
	memcpy(out->home, entry->home.at, entry->home.len);
	out->home[entry->home.len] = '\0';
}

/* Is it the password of the user called so in the text? A hash is computed in
 * any case, be it for nothing. */
static bool
check_in(struct span text, const struct attempt *attempt,
    struct users_entry *entry_out)
{
	const struct crypt_object *crypt = load();
	struct span name = span_of(attempt->user);
	struct users_entry stand_in = { .hash = span_of(NOBODYS_HASH) };
	bool known = users_find(text, name, entry_out);

	if (crypt == NULL)
		return false;
	(void)!users_find_stand_in(text, name, crypt->judge, &stand_in);
	if (known && hash_counts(crypt->judge(entry_out->hash)))
		return crypt->matches(entry_out->hash, attempt->password);
	(void)crypt->matches(stand_in.hash, attempt->password);
	return false;
}

/* Its text, which is empty if it cannot be had. */
static struct span
read_text(const char *path)
{
	char storage[256];
	struct buf why = BUF_OVER(storage);
	struct span text;
	struct arena arena;

	if (arena_init(&arena, USERS_ARENA) == -1)
		fatal("no address space: %s", strerror(errno));
	if (users_read(&arena, path, &text, &why) == USERS_UNFIT)
		fault_log("users_file %s: %s", path, buf_text(&why));
	return text;
}

enum standing
virtual_find(const struct monitor *monitor, const char *user,
    struct accepted *out)
{
	const char *path = monitor->conf->users_file;
	struct users_entry entry;
	const struct crypt_object *crypt;

	if (path == NULL ||
	    !users_find(read_text(path), span_of(user), &entry))
		return NOT_THERE;
	crypt = load();
	if (crypt == NULL || !hash_counts(crypt->judge(entry.hash)) ||
	    !may_be_served(monitor, &entry))
		return LOCKED_OUT;
	out->way = AUTH_USERS_FILE;
	let_in(&entry, out);
	return MAY_TRY;
}

bool
virtual_check(const struct monitor *monitor, const struct attempt *attempt,
    struct accepted *out)
{
	const char *path = monitor->conf->users_file;
	struct users_entry entry;

	if (path == NULL || !check_in(read_text(path), attempt, &entry) ||
	    !may_be_served(monitor, &entry))
		return false;
	let_in(&entry, out);
	return true;
}
