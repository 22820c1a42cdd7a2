/* SPDX-License-Identifier: ISC */
/*
 * The session's entry in the table of all sessions (src/table): limits on how
 * many there may be, and what `oneftpd who` shows. Monitor, as root; it holds
 * the table open until somebody has logged in, and the engine never does.
 */
#ifndef MONITOR_PRESENCE_H
#define MONITOR_PRESENCE_H

#include "base/attrs.h"
#include "monitor/admit.h"
#include "monitor/monitor.h"

/*
 * Enters the session, if an option calls for it: a limit, or session_table.
 * Which limit keeps the client out, if one does. Without a usable table a limit
 * that was written out is fatal(): it would not hold. `may_evict`: others may
 * be ended for it, see table/claim.h.
 */
struct refusal_text presence_begin(struct monitor *monitor, bool may_evict)
    MUST_CHECK;

/* Of a session that has been entered: its page and what it is stamped with. */
void presence_hand_over(const struct monitor *monitor,
    struct engine_start *start);

/*
 * The session is that of monitor->login, and the table is closed. False: as
 * many sessions of this user are there already as max_per_user allows.
 */
bool presence_log_in(struct monitor *monitor) MUST_CHECK;

#endif
