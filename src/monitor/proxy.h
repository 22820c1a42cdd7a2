/* SPDX-License-Identifier: ISC */
/*
 * Who the client is, where a load balancer of ours stands before it: the PROXY
 * protocol (proxy_protocol, proxy_allow_from). Monitor, as root, before all
 * else. These are the only bytes of a connection that a monitor reads, and
 * only from the networks that the configuration names.
 */
#ifndef MONITOR_PROXY_H
#define MONITOR_PROXY_H

#include "base/attrs.h"
#include "conf/conf.h"
#include "monitor/admit.h"
#include "wire/address.h"

/*
 * Takes the header off the control connection, and nothing behind it. `peer` is
 * the load balancer at first, and then the client. A peer that is none of those
 * listed keeps its address, and nothing is read. A refusal whose reply is not
 * NULL: there is no such header, or it is wrong.
 */
struct refusal_text proxy_learn_client(const struct conf *conf, int control,
    union address *peer) MUST_CHECK;

#endif
