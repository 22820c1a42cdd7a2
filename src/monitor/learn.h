/* SPDX-License-Identifier: ISC */
/* Accounts and lists that a session needs before anybody logs in. Monitor. */
#ifndef MONITOR_LEARN_H
#define MONITOR_LEARN_H

#include "monitor/monitor.h"

/* Into monitor->nobody, anonymous, receiver. One that is missing is fatal(). */
void learn_accounts(struct monitor *monitor);

/* Into monitor->banner, user_list and the like. One that cannot be read is
 * fatal(). */
void learn_lists(struct monitor *monitor);

#endif
