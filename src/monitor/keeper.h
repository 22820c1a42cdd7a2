/* SPDX-License-Identifier: ISC */
/*
 * The keeper of a listener's keys: one process that has read them and signs for
 * all sessions, so that neither the listener nor any session has one, nor the
 * work of reading it. It is jailed like a monitor that stays.
 *
 * Its door is a socket that the sessions inherit. Whoever wants a signature
 * passes one end of a channel of its own through it. When the last process that
 * has the other side of the door has let go of it, the keeper ends.
 */
#ifndef MONITOR_KEEPER_H
#define MONITOR_KEEPER_H

#include <stdbool.h>

#include "base/attrs.h"
#include "monitor/monitor.h"

/* In the listener: starts one, with the keys that the settings name. The door,
 * the caller's; NO_FD, and the reason, when it cannot use them. */
int keeper_start(const struct conf *conf, const struct tls_object *tls,
    const struct tls_settings *settings, struct tls_why *why_out) MUST_CHECK;

/* Has the keeper behind this door ended? */
bool keeper_has_gone(int door) MUST_CHECK;

/* The keeper's answer to a wish, in storage; empty when it has ended. */
struct span keeper_ask(struct monitor *monitor, const struct msg_sign *wish,
    unsigned char storage[static TLS_SIGNATURE_MOST]) MUST_CHECK;

#endif
