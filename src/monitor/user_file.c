/* SPDX-License-Identifier: ISC */
/*
 * A user's own options: see user_file.h; spec: options.md 4.6. Monitor, as
 * root, after the password has been accepted.
 */
#include "monitor/user_file.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"

#define SETTINGS_MOST 2048	/* bytes; the field of login_reply */

const char *
user_file_path(struct monitor *monitor)
{
	const char *directory = monitor->conf->user_config_dir;
	const char *name = monitor->login.name, *copy;
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);

	/* A name that leads elsewhere names no file here. */
	if (directory == NULL || strchr(name, '/') != NULL)
		return NULL;
	buf_putf(&path, "%s/%s", directory, name);
	(void)buf_text(&path);
	copy = path.full ? NULL : arena_copy(&monitor->arena, buf_span(&path));
	if (copy == NULL)
		fatal("user_config_dir: the path for %s is too long", name);
	if (access(copy, F_OK) == 0)
		return copy;
	/* Anything else, a user_config_dir that is no directory among it, must
	 * not lift what the file restricts. */
	if (errno != ENOENT)
		fatal("user_config_dir: cannot look at %s: %s", copy,
		    strerror(errno));
	return NULL;
}

static bool
is_for_engine(const struct conf_load *load, const struct option_row *row,
    const char *path)
{
	const struct conf_origin *origin = &load->origins[row - option_rows];

	return row->phase == AT_LOGIN && (row->sees & SEES_ENGINE) != 0 &&
	    origin->kind == FROM_FILE && strcmp(origin->file, path) == 0;
}

/* It was forked before the file was read. */
static void
collect_for_engine(struct monitor *monitor, const char *path)
{
	static char storage[SETTINGS_MOST + 1];
	struct buf lines = BUF_OVER(storage);

	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		if (!is_for_engine(monitor->load, row, path))
			continue;
		buf_putf(&lines, "%s=", row->name);
		conf_put_value(&lines, monitor->conf, row);
		buf_put_char(&lines, '\n');
	}
	(void)buf_text(&lines);
	if (lines.full)
		fatal("%s: its options are too long: shorten them", path);
	monitor->engine_settings = buf_span(&lines);
}

void
user_file_load(struct monitor *monitor)
{
	const char *path = user_file_path(monitor);

	if (path == NULL)
		return;
	if (conf_load_file(monitor->load, path) == -1 ||
	    conf_check(monitor->load, false) == -1)
		fatal("%s has faults: see the lines above", path);
	collect_for_engine(monitor, path);
}
