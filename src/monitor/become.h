/* SPDX-License-Identifier: ISC */
/* The monitor's end: it turns into the broker of the user who logged in. */
#ifndef MONITOR_BECOME_H
#define MONITOR_BECOME_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Drops to the account of monitor->login for good and serves as its broker, in
 * this process, or in another one if a monitor is needed later on. What cannot
 * be entered is fatal(): the client gets the reference.
 */
void become_broker(struct monitor *monitor) NORETURN;

#endif
