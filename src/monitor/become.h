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

/*
 * The parts of it that change nobody yet, for --check --user as well.
 */

/* Enters the session's directory. Into `place`: groups and root; into `start`:
 * where the session is, and starts. What cannot be entered is fatal(). */
void become_find_place(struct monitor *monitor, struct jail_place *place,
    struct broker_start *start);

/* enum ability bits of monitor->login. */
uint64_t become_abilities(const struct monitor *monitor) MUST_CHECK;

/* Is a root refused that its user can write to, even in a whole jail? */
bool become_wants_unwritable(const struct monitor *monitor) MUST_CHECK;

#endif
