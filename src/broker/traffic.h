/* SPDX-License-Identifier: ISC */
/*
 * How the kernel is to treat a data connection: as bulk traffic, and, where
 * data_connection_timeout does not end a dead one, by asking now and then
 * whether the client's system is still there.
 */
#ifndef BROKER_TRAFFIC_H
#define BROKER_TRAFFIC_H

#include "conf/conf.h"
#include "wire/handover.h"

/*
 * For a socket that has, or is to have, a local address of this kind. What a
 * listener is told its connections inherit. None of it is worth a failure.
 */
void traffic_prepare(int fd, const union address *address,
    const struct conf *conf);

#endif
