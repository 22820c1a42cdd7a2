/* SPDX-License-Identifier: ISC */
/* Where event_log may lead. Private to log/. Monitor, before any jail. */
#ifndef LOG_PLACES_H
#define LOG_PLACES_H

#include "log/sink.h"

/* A file as all logs are: appended to, made if need be, and never waited for.
 * NO_FD and errno. */
int open_log_file(const char *path) MUST_CHECK;

/* A path, stdout, stderr or journal; and how events are written there. NO_FD
 * and errno. */
int open_place(const char *where, rendering **render_out) MUST_CHECK;

#endif
