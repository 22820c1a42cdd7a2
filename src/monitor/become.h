/* SPDX-License-Identifier: ISC */
/* The monitor's end: it turns into the broker of the user who logged in. */
#ifndef MONITOR_BECOME_H
#define MONITOR_BECOME_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * Nothing privileged is left to do after an anonymous login, so this process
 * drops to ftp_username for good and serves as the broker. What cannot be
 * entered is fatal(): the client gets the reference.
 */
void become_anonymous(struct monitor *monitor) NORETURN;

#endif
