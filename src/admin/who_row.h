/* SPDX-License-Identifier: ISC */
/* One line about a session, for a terminal. */
#ifndef ADMIN_WHO_ROW_H
#define ADMIN_WHO_ROW_H

#include "base/buf.h"
#include "table/snapshot.h"

#define WHO_ROW_MOST 8192

/* What the columns are. */
void who_put_heading(struct buf *line);

/* Foreign text in it has been made harmless. `rate`: bytes per second. */
void who_put_row(struct buf *line, const struct seen_session *session,
    uint64_t rate);

#endif
