/* SPDX-License-Identifier: ISC */
/* Starting the engine. Monitor. */
#ifndef MONITOR_SPAWN_H
#define MONITOR_SPAWN_H

#include "monitor/monitor.h"

/*
 * Forks the engine onto the control connection, descriptor 0, which the
 * monitor gives up: the engine owns it from the first byte to the last.
 * `refusal` is the text of a 421, or NULL.
 */
void spawn_engine(struct monitor *monitor, const char *refusal);

#endif
