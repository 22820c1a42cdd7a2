/* SPDX-License-Identifier: ISC */
/* Configurations for the C tests: loaded from bytes, with what was reported. */
#ifndef T_LOADING_H
#define T_LOADING_H

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "conf/conf.h"

#define ROWS_MOST 256

/* One configuration, and the reports since the last begin_loading(). */
struct loading {
	struct conf conf;
	struct conf_load load;
	struct conf_origin origins[ROWS_MOST];
	struct arena arena;
	unsigned warnings;
	char said[16384];	/* OPTION:LINE: TEXT lines, warnings with "~" */
	size_t said_len;
};

static inline void
hear(void *context, const struct conf_fault *fault)
{
	struct loading *loading = context;
	size_t room = sizeof(loading->said) - loading->said_len;
	int len = snprintf(loading->said + loading->said_len, room,
	    "%s%s:%u: %s\n", fault->is_fault ? "" : "~",
	    fault->option != NULL ? fault->option : "", fault->line,
	    fault->text);

	loading->warnings += !fault->is_fault;
	if (len > 0 && (size_t)len < room)
		loading->said_len += (size_t)len;
}

/* Back to the defaults, with nothing said. */
static inline void
begin_loading(struct loading *loading)
{
	if (loading->arena.base == NULL &&
	    arena_init(&loading->arena, (size_t)4 << 20) == -1)
		_exit(99);
	arena_reset(&loading->arena);
	conf_load_init(&loading->load, &loading->conf, loading->origins,
	    &loading->arena);
	loading->load.report = hear;
	loading->load.context = loading;
	loading->warnings = 0;
	loading->said_len = 0;
	loading->said[0] = '\0';
}

/* Loads these bytes as a file, on top of what is there. */
static inline int
load_bytes(struct loading *loading, const char *bytes, size_t len)
{
	int fd = memfd_create("conf", MFD_CLOEXEC);
	char path[40];
	int result;

	if (fd == NO_FD || fd_write_all(fd, span_make(bytes, len)) == -1)
		_exit(99);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	result = conf_load_file(&loading->load, path);
	fd_close(&fd);
	return result;
}

static inline int
load_text(struct loading *loading, const char *text)
{
	return load_bytes(loading, text, strlen(text));
}

/* The value as --dump-config prints it, until the next call. */
static inline const char *
value_of(const struct loading *loading, const char *name)
{
	static char storage[4096];
	struct buf value = BUF_OVER(storage);

	conf_put_value(&value, &loading->conf, option_find(span_of(name)));
	return buf_text(&value);
}

#endif
