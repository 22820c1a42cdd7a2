/* SPDX-License-Identifier: ISC */
/* From options to logs. Monitor, as root. */
#ifndef MONITOR_LOGS_H
#define MONITOR_LOGS_H

#include <stdbool.h>

#include "conf/conf.h"

/* Opens the logs that the options ask for (protocol.md 6.1), if they can be. */
void logs_open(const struct conf *conf);

/* Does event_log lead to "stdout", or "stderr"? */
bool logs_use(const struct conf *conf, const char *stream);

/* At login, before any jail: what the user's own file says of logs holds from
 * here on, but for which files there are. */
void logs_adopt(const struct conf *conf);

#endif
