/* SPDX-License-Identifier: ISC */
/*
 * Users of users_file. In the process that checks one password, forked by the
 * monitor; as root, or as whoever started this.
 */
#ifndef MONITOR_VIRTUAL_H
#define MONITOR_VIRTUAL_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/secret.h"
#include "monitor/authenticate.h"
#include "monitor/monitor.h"

/*
 * Is this the password of a user of that file? Computes a hash in any case, if
 * there is such a file. A file that is not fit, or no libcrypt, is logged and
 * is a no.
 */
bool virtual_check(const struct monitor *monitor,
    const struct attempt *attempt, struct accepted *out) MUST_CHECK;

/* How somebody stands in that file, whatever the password. */
enum standing { NOT_THERE, LOCKED_OUT, MAY_TRY };

/* For --check --user: *out is filled in for who MAY_TRY. */
enum standing virtual_find(const struct monitor *monitor, const char *user,
    struct accepted *out) MUST_CHECK;

/* For a listener: loads the object before there are sessions. */
void virtual_preload(const struct conf *conf);

#endif
