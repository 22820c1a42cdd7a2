/* SPDX-License-Identifier: ISC */
/* Accounts and list files: see accounts.h. Monitor, as root. */
#include "monitor/accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/num.h"

/* One line of passwd(5). -1 when it is another's, or not as it should be. */
static int
read_line(struct arena *arena, struct span line, struct span name,
    struct account *account_out)
{
	struct span user = span_split(&line, ':');
	struct span password = span_split(&line, ':');
	struct span uid = span_split(&line, ':');
	struct span gid = span_split(&line, ':');
	struct span gecos = span_split(&line, ':');
	struct span home = span_split(&line, ':');
	uint64_t uid_number, gid_number;

	(void)password;
	(void)gecos;
	if (!span_equal(user, name) || home.len == 0 ||
	    num_decimal(uid, UINT32_MAX - 1, &uid_number) == -1 ||
	    num_decimal(gid, UINT32_MAX - 1, &gid_number) == -1)
		return -1;
	*account_out = (struct account){
		.name = arena_copy(arena, user),
		.home = arena_copy(arena, home),
		.uid = (uid_t)uid_number, .gid = (gid_t)gid_number,
		.is_in_file = true,
	};
	return account_out->name != NULL && account_out->home != NULL ? 0 : -1;
}

int
account_find(struct arena *arena, struct span passwd, const char *name,
    struct account *account_out)
{
	const struct passwd *entry;

	if (name == NULL || name[0] == '\0')
		return -1;
	while (passwd.len > 0)
		if (read_line(arena, span_split(&passwd, '\n'), span_of(name),
		    account_out) == 0)
			return 0;
	entry = getpwnam(name);
	if (entry == NULL)
		return -1;
	*account_out = (struct account){
		.name = arena_copy(arena, span_of(entry->pw_name)),
		.home = arena_copy(arena, span_of(entry->pw_dir)),
		.uid = entry->pw_uid, .gid = entry->pw_gid,
	};
	return account_out->name != NULL && account_out->home != NULL ? 0 : -1;
}

/* As many bytes as there are, which saves room and the read that finds the end;
 * the kernel's own files say that they are empty. */
static int
read_list(struct arena *arena, int fd, const struct stat *facts,
    struct span *list_out)
{
	size_t most = facts->st_size > 0 && facts->st_size < LIST_BYTES
	    ? (size_t)facts->st_size : LIST_BYTES;
	char *bytes = arena_get_bytes(arena, most);
	ssize_t len;

	if (bytes == NULL) {
		errno = ENOMEM;
		return -1;
	}
	len = fd_read_up_to(fd, bytes, most);
	if (len == -1)
		return -1;
	*list_out = span_make(bytes, (size_t)len);
	return 0;
}

int
list_read(struct arena *arena, const char *path, struct span *list_out)
{
	int fd = path != NULL
	    ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : NO_FD;
	struct stat facts;
	int result = 0;

	*list_out = span_of("");
	if (fd == NO_FD)
		return -1;
	if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))
		result = read_list(arena, fd, &facts, list_out);
	fd_close(&fd);
	return result;
}

bool
list_has(struct span list, struct span entry)
{
	while (list.len > 0)
		if (span_equal(span_split(&list, '\n'), entry))
			return true;
	return false;
}
