/* SPDX-License-Identifier: ISC */
/* Accounts and list files: see accounts.h. Monitor, as root. */
#include "monitor/accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include "base/fd.h"

#define LIST_BYTES 100000	/* what vsftpd reads of such a file */

int
account_find(struct arena *arena, const char *name,
    struct account *account_out)
{
	const struct passwd *entry = name != NULL ? getpwnam(name) : NULL;

	if (entry == NULL)
		return -1;
	*account_out = (struct account){
		.name = arena_copy(arena, span_of(entry->pw_name)),
		.home = arena_copy(arena, span_of(entry->pw_dir)),
		.uid = entry->pw_uid, .gid = entry->pw_gid,
	};
	return account_out->name != NULL && account_out->home != NULL ? 0 : -1;
}

int
account_groups(const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS])
{
	int count = ACCOUNT_GROUPS;

	return getgrouplist(account->name, account->gid, groups_out,
	    &count) == -1 ? -1 : count;
}

int
list_read(struct arena *arena, const char *path, struct span *list_out)
{
	int fd = path != NULL
	    ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : NO_FD;
	struct stat facts;
	ssize_t len = 0;
	char *bytes = arena_get_bytes(arena, LIST_BYTES);

	*list_out = span_of("");
	if (fd == NO_FD || bytes == NULL) {
		errno = fd == NO_FD ? errno : ENOMEM;
		fd_close(&fd);
		return -1;
	}
	if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))
		len = fd_read_up_to(fd, bytes, LIST_BYTES);
	fd_close(&fd);
	if (len == -1)
		return -1;
	*list_out = span_make(bytes, (size_t)len);
	return 0;
}

bool
list_has(struct span list, struct span entry)
{
	while (list.len > 0)
		if (span_equal(span_split(&list, '\n'), entry))
			return true;
	return false;
}
