/* SPDX-License-Identifier: ISC */
/* Passwords of local users, by way of PAM. Monitor, as root. */
#ifndef MONITOR_AUTHENTICATE_H
#define MONITOR_AUTHENTICATE_H

#include <stdbool.h>

#include "base/attrs.h"
#include "monitor/monitor.h"
#include "monitor/pam.h"

/* Loads PAM, if that has not been done; NULL, which is logged, if it cannot. */
const struct pam_object *authenticate_object(void) MUST_CHECK;

/* For a listener: loads the object before there are sessions. */
void authenticate_preload(const struct conf *conf);

/*
 * Does PAM let this user in? True: under the name in name_out. A module that
 * crashes, or an object that cannot be loaded, is logged and is a no.
 */
bool authenticate(struct monitor *monitor, const char *user,
    const struct secret *password, char name_out[static PAM_NAME_ROOM])
    MUST_CHECK;

#endif
