/* SPDX-License-Identifier: ISC */
/* Starting the engine. Monitor. */
#ifndef MONITOR_SPAWN_H
#define MONITOR_SPAWN_H

#include "monitor/monitor.h"

/*
 * Forks the engine onto the control connection, descriptor 0, which the
 * monitor gives up: the engine reads from it from the first byte to the last.
 */
void spawn_engine(struct monitor *monitor);

#endif
