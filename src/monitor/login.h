/* SPDX-License-Identifier: ISC */
/* Who may log in and as what. Monitor. */
#ifndef MONITOR_LOGIN_H
#define MONITOR_LOGIN_H

#include "monitor/monitor.h"
#include "wire/codec.h"

/* USER, where the name alone may decide (userlist_enable). */
void answer_name(struct monitor *monitor, const struct message *message);

/*
 * USER and PASS. A refusal is answered, after the configured delay. On
 * success the monitor becomes the broker, which answers: no return then.
 */
void answer_login(struct monitor *monitor, const struct message *message);

#endif
