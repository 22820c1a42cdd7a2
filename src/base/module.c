/* SPDX-License-Identifier: ISC */
/* Loadable objects: see module.h. */
#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#ifndef MODULE_DIR
#define MODULE_DIR "/usr/local/lib/oneftpd"
#endif

/* The directory of the executable; empty when the kernel does not tell. */
static struct span
executable_dir(char *path, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", path, size);
	struct span text = span_make(path, len > 0 ? (size_t)len : 0);

	while (text.len > 0 && text.at[text.len - 1] != '/')
		text.len--;
	return text;
}

static void *
load_from(struct span dir, const char *subdir, const char *name)
{
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);

	buf_put_span(&path, dir);
	buf_putf(&path, "%s/%s.so", subdir, name);
	/* A path that was cut would be the empty one: the program itself. */
	if (path.full)
		return NULL;
	return dlopen(buf_text(&path), RTLD_NOW | RTLD_LOCAL);
}

void *
module_symbol(const char *name, const char *symbol, const char **why_out)
{
	char path[PATH_MAX];
	struct span beside = executable_dir(path, sizeof(path));
	void *object = NULL, *found;

	/* Unknown is not the current directory, which may be anybody's. */
	if (beside.len > 0)
		object = load_from(beside, "modules", name);
	if (object == NULL)
		object = load_from(span_of(MODULE_DIR), "", name);
	found = object != NULL ? dlsym(object, symbol) : NULL;
	if (found == NULL)
		*why_out = dlerror();
	return found;
}
