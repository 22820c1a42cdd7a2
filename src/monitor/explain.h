/* SPDX-License-Identifier: ISC */
/* What a login would come to: --check --user NAME. Command line. */
#ifndef MONITOR_EXPLAIN_H
#define MONITOR_EXPLAIN_H

#include "base/attrs.h"
#include "conf/conf.h"

enum outcome {
	LOGIN_SUCCEEDS = 0,	/* with the right password */
	LOGIN_IS_REFUSED = 1,
	LOGIN_IS_A_FAULT = 2,	/* the client would see 500 OOPS */
};

/*
 * Goes through the login of this user as a session does, but for the password,
 * and prints each step. The configuration has been loaded and checked. What
 * the steps need has to be allowed to whoever asks: root, mostly. The process
 * is good for nothing else afterwards: it has the user's rights.
 */
enum outcome explain_login(struct conf_load *load, const char *user)
    MUST_CHECK;

#endif
