/* SPDX-License-Identifier: ISC */
/*
 * Making the session table, and making it anew where what is there is not
 * root's own or makes no sense. Root.
 */
#ifndef TABLE_RENEW_H
#define TABLE_RENEW_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/attrs.h"
#include "base/buf.h"

/* Who may ask for the sessions beside root, if there is such a group. */
#define TABLE_GROUP "ftpadmin"

/* A link in the table's place leads nowhere, and a FIFO keeps nobody. */
#define RENEW_OPEN_FLAGS (O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)

/* A plain file of root's, which nobody else can write to, by any name. */
bool renew_is_own(const struct stat *facts) MUST_CHECK;

/*
 * Puts an empty table in the place of what is there, unless somebody else has
 * just done so. -1 with the reason in `why`.
 */
int renew(struct buf *why) MUST_CHECK;

#endif
