/* SPDX-License-Identifier: ISC */
/*
 * What a listener has ready for encrypted sessions: certificates in a context,
 * and a keeper of their keys. Sessions are forks of the listener, and need to
 * read nothing. When a file changes, the next session has the new one; while
 * what is there cannot be used, half written or mismatched, the one before it
 * stays.
 */
#ifndef MONITOR_STOCK_H
#define MONITOR_STOCK_H

#include <stdbool.h>

#include "base/attrs.h"
#include "conf/conf.h"
#include "monitor/monitor.h"

/* In the listener, ahead of each session: looks at the files, and reads them if
 * they have changed. The descriptor that sessions have to keep, or NO_FD. */
int stock_renew(const struct conf_load *load) MUST_CHECK;

/* The configuration was read again: the next session finds out what is new. */
void stock_forget(void);

/* In a session: takes what there is, and logs what could not be used. False:
 * there is nothing for these settings. */
bool stock_lend(struct monitor *monitor, const struct tls_settings *settings)
    MUST_CHECK;

#endif
