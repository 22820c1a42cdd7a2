/* SPDX-License-Identifier: ISC */
/* Who may log in and as what. Monitor. */
#ifndef MONITOR_LOGIN_H
#define MONITOR_LOGIN_H

#include "base/attrs.h"
#include "monitor/authenticate.h"
#include "monitor/monitor.h"
#include "wire/codec.h"

/* USER, where the name alone may decide (userlist_enable). */
void answer_name(struct monitor *monitor, const struct message *message);

/*
 * USER and PASS. A refusal is answered, after the configured delay. On
 * success the monitor becomes the broker, which answers: no return then.
 */
void answer_login(struct monitor *monitor, const struct message *message);

/*
 * The steps that need no password, for the login and for --check --user.
 */

/* Why nobody of this name can log in, whatever the password; NULL: somebody
 * may try. */
const char *login_why_not(const struct monitor *monitor, struct span user)
    MUST_CHECK;

/* Is this a name of anonymous users, here? */
bool login_is_anonymous(const struct monitor *monitor, struct span user)
    MUST_CHECK;

/* From now on it is they who have logged in. */
void login_as_anonymous(struct monitor *monitor);

/* The same of whom authenticate() has accepted, or would. -1: there is not the
 * memory. */
int login_take(struct monitor *monitor, const struct accepted *accepted)
    MUST_CHECK;

/*
 * All that follows from monitor->login, of which kind and name are known: the
 * user's own file, the account, the jail. What cannot be is fatal().
 */
void login_settle(struct monitor *monitor);

#endif
