/* SPDX-License-Identifier: ISC */
/* The engine's start and end. Monitor. */
#ifndef MONITOR_SPAWN_H
#define MONITOR_SPAWN_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Forks the engine onto the control connection, descriptor 0, which the
 * monitor gives up: the engine reads from it from the first byte to the last.
 */
void spawn_engine(struct monitor *monitor);

/*
 * Waits until the engine, which is about to end, has ended; ends it, before
 * login, if it does not. Its exit status, which is the session's; killed or
 * stuck is logged, and counts as lost.
 */
int spawn_reap_engine(const struct monitor *monitor) MUST_CHECK;

#endif
