/* SPDX-License-Identifier: ISC */
/*
 * What the client is told when the server is at fault: one line with a
 * reference. Path, cause and remedy go to the log beside the same reference.
 */
#ifndef MONITOR_FAULT_H
#define MONITOR_FAULT_H

#include "base/attrs.h"

/* The reference of this session's faults; made on first use. */
const char *fault_reference(void);

/* implicit_ssl: from now on the client is told nothing, since it would be told
 * in clear. */
void fault_keep_quiet(void);

/* Writes the one line to the control connection. */
void fault_tell_client(int control);

/* A log line with the reference, and the same on standard error. */
void fault_log(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
