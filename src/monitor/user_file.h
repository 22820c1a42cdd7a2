/* SPDX-License-Identifier: ISC */
/* The options that a user has in a file of user_config_dir. Monitor. */
#ifndef MONITOR_USER_FILE_H
#define MONITOR_USER_FILE_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Loads the file of monitor->login.name on top of the configuration, if there
 * is one, and leaves what the engine has to know of it in
 * monitor->engine_settings. A file that cannot be used is fatal().
 */
void user_file_load(struct monitor *monitor);

/* The path of that file, in the arena; NULL: there is none. */
const char *user_file_path(struct monitor *monitor) MUST_CHECK;

#endif
