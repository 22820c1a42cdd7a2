/* SPDX-License-Identifier: ISC */
/*
 * A broker without a wire, for the C tests: its session's root is a new empty
 * folder, which is also the test's working directory. In memory, if that is
 * possible: some tests make a hundred thousand files.
 */
#ifndef T_SESSION_H
#define T_SESSION_H

#include <err.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/broker.h"

static struct conf conf;
static struct broker broker = { .conf = &conf };
static char session_root[] = "/dev/shm/oneftpd-XXXXXX";

static int
session_remove_one(const char *path, const struct stat *facts, int type,
    struct FTW *where)
{
	(void)facts;
	(void)type;
	(void)where;
	return remove(path);
}

static inline void
session_remove(void)
{
	(void)nftw(session_root, session_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void
session_make(void)
{
	if (mkdtemp(session_root) == NULL)
		memcpy(session_root, "/tmp/oneftpd-XXXXXX", 20);
	if ((session_root[1] == 't' && mkdtemp(session_root) == NULL) ||
	    chdir(session_root) == -1)
		err(2, "%s", session_root);
	(void)atexit(session_remove);
	broker.place.root = open(session_root, O_PATH | O_CLOEXEC);
	broker.place.root_path = session_root;
	memcpy(broker.place.cwd, "/", 2);
	memcpy(broker.place.home, "/", 2);
	if (arena_init(&broker.listing, (size_t)256 << 20) == -1)
		err(2, "arena");
}

static inline void
make_file(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

	if (fd == -1)
		err(2, "%s", path);
	(void)close(fd);
}

static inline void
make_directory(const char *path)
{
	if (mkdir(path, 0755) == -1)
		err(2, "%s", path);
}

static inline void
make_link(const char *target, const char *path)
{
	if (symlink(target, path) == -1)
		err(2, "%s", path);
}

#endif
