/* SPDX-License-Identifier: ISC */
/*
 * Loadable objects: found beside the executable, and nowhere by accident. The
 * object is libc under another name. readlink(2) is replaced here, because the
 * path of the executable is what the place is derived from.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/module.h"
#include "tap.h"

static char dir[64] = "/tmp/oneftpd-XXXXXX";
static char executable[PATH_MAX];	/* as the kernel tells it; "": fails */

ssize_t readlink_told(const char *path, char *text, size_t size)
    __asm__("readlink");

ssize_t
readlink_told(const char *path, char *text, size_t size)
{
	size_t len = strlen(executable);

	if (strcmp(path, "/proc/self/exe") != 0)
		return syscall(SYS_readlinkat, AT_FDCWD, path, text, size);
	if (len == 0) {
		errno = ENOENT;
		return -1;
	}
	memcpy(text, executable, len < size ? len : size);
	return (ssize_t)(len < size ? len : size);
}

static int
find_libc(struct dl_phdr_info *object, size_t size, void *path)
{
	(void)size;
	if (strstr(object->dlpi_name, "/libc.so") == NULL)
		return 0;
	(void)snprintf(path, PATH_MAX, "%s", object->dlpi_name);
	return 1;
}

static void
make_object(void)
{
	char libc[PATH_MAX] = "";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1 ||
	    mkdir("modules", 0700) == -1 ||
	    dl_iterate_phdr(find_libc, libc) == 0 ||
	    symlink(libc, "modules/sample.so") == -1)
		err(2, "%s", dir);
}

static const struct {
	const char *name;
	const char *executable;	/* its path; the dot is the object's folder */
	const char *module, *symbol;
	bool found;
} rows[] = {
	{ "an object beside the executable", "./oneftpd", "sample", "strlen",
	    true },
	{ "a function that it lacks", "./oneftpd", "sample",
	    "oneftpd_is_not_here", false },
	{ "an object that is not there", "./oneftpd", "other", "strlen",
	    false },
	{ "an executable elsewhere", "./bin/oneftpd", "sample", "strlen",
	    false },
	{ "an executable that cannot be found, in the object's folder", "",
	    "sample", "strlen", false },
	{ "an executable whose path is no path", "oneftpd", "sample", "strlen",
	    false },
};

/* Of a path that is cut, the beginning must not be taken for the whole. */
static void
test_long_path(void)
{
	const char *why = NULL;

	memset(executable, '/', sizeof(executable) - 1);
	ok(module_symbol("sample", "strlen", &why) == NULL && why != NULL,
	    "a path that is too long loads nothing");
}

int
main(void)
{
	make_object();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *why = NULL, *path = rows[i].executable;
		bool here = path[0] == '.';
		void *symbol;

		(void)snprintf(executable, sizeof(executable), "%s%s",
		    here ? dir : "", here ? path + 1 : path);
		symbol = module_symbol(rows[i].module, rows[i].symbol, &why);
		ok((symbol != NULL) == rows[i].found, "%s: %s", rows[i].name,
		    rows[i].found ? "its function is found"
		    : "nothing is loaded");
		ok(rows[i].found || (why != NULL && why[0] != '\0'),
		    "%s: and why is said where something is wrong",
		    rows[i].name);
	}
	test_long_path();
	if (unlink("modules/sample.so") == -1 || rmdir("modules") == -1 ||
	    rmdir(dir) == -1)
		err(2, "%s", dir);
	return done_testing();
}
