/* SPDX-License-Identifier: ISC */
/*
 * The IPv4 address that PASV announces: as pasv_address says, or our own end of
 * the control connection. Monitor, before any jail: a name is looked up where
 * there is a resolver.
 */
#ifndef MONITOR_ANNOUNCE_H
#define MONITOR_ANNOUNCE_H

#include <stdint.h>

#include "base/attrs.h"
#include "conf/conf.h"
#include "wire/handover.h"

/*
 * For the listener, at its start and after a reload: looks names up once, for
 * all sessions (pasv_addr_resolve). -1: one has no IPv4 address.
 */
int announce_preload(const struct conf *conf) MUST_CHECK;

/* The address, in network order; 0 where there is none, as for an IPv6 client
 * without pasv_address. A name that cannot be resolved is fatal. */
uint32_t announce_address(const struct conf *conf,
    const struct session_facts *facts) MUST_CHECK;

#endif
