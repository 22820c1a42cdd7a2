/* SPDX-License-Identifier: ISC */
/*
 * TLS, as far as it is the monitor's: it reads certificates for the engine, and
 * has the private keys for itself. Nothing here sees what a client sends.
 */
#ifndef MONITOR_CERTIFY_H
#define MONITOR_CERTIFY_H

#include <stdbool.h>

#include "base/attrs.h"
#include "monitor/monitor.h"

/* OpenSSL, loaded if it is not yet; NULL when it cannot be. */
const struct tls_object *certify_object(void) MUST_CHECK;

/* What the options say about certificates and handshakes. */
struct tls_settings certify_settings(const struct conf_load *load) MUST_CHECK;

/* Before the engine is forked: what its handshakes need, without the keys.
 * Nothing if ssl_enable=NO; what cannot be read is fatal. */
void certify_prepare(struct monitor *monitor);

/* Has this client encrypted its connection? Its engine cannot have done so
 * without a signature from here. */
bool certify_is_encrypted(const struct monitor *monitor) MUST_CHECK;

/* Will data connections need signatures? Only where they may begin sessions of
 * their own. */
bool certify_is_needed(const struct monitor *monitor) MUST_CHECK;

/* The keys are not needed any more: nothing of them stays in memory. */
void certify_forget(struct monitor *monitor);

/* The signature that `wish` asks for, in *answer; empty, and logged, where it
 * cannot be made. `storage` holds it. */
void certify_sign(struct monitor *monitor, const struct msg_sign *wish,
    unsigned char storage[static TLS_SIGNATURE_MOST],
    struct msg_sign_reply *answer);

/* Before login: one handshake, and so one signature. */
void answer_sign(struct monitor *monitor, const struct message *message);

#endif
