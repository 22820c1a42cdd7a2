/* SPDX-License-Identifier: ISC */
/* reverse_lookup_enable: what PAM is told of where a client is. Monitor. */
#ifndef MONITOR_REVERSE_H
#define MONITOR_REVERSE_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/*
 * The client's host name, if the option is written out and the name service
 * has one in time that leads back to the address; its address otherwise. The
 * first question of a session may take REVERSE_SECONDS, the others nothing.
 */
const char *reverse_name(struct monitor *monitor) MUST_CHECK;

#define REVERSE_SECONDS 3

#endif
