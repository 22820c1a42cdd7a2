/* SPDX-License-Identifier: ISC */
/* Ending a session, and waiting: what every part of the engine may need. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/attrs.h"
#include "engine/session.h"

/* Why a session cannot, or need not, go on (protocol.md 1.10). */
enum leaving {
	LEAVE_QUIT,		/* 221 has been said */
	LEAVE_CLIENT_GONE,	/* nobody is left to be told */
	LEAVE_IDLE,		/* 421 */
	LEAVE_STALLED,		/* 421: the data connection */
	LEAVE_SERVER_GONE,	/* 421: monitor or broker has ended */
	LEAVE_TOLD,		/* the reply that ends it has been sent */
};

/* Nothing is said in clear from here on. */
void be_quiet_in_clear(void);

/* Says the farewell that belongs to the reason, and ends the process. */
void leave(struct session *session, enum leaving why) NORETURN;

#endif
