/* SPDX-License-Identifier: ISC */
/* Accounts and list files that the configuration names. Monitor, as root. */
#ifndef MONITOR_ACCOUNTS_H
#define MONITOR_ACCOUNTS_H

#include "base/arena.h"
#include "base/attrs.h"
#include "base/span.h"
#include "monitor/monitor.h"

/*
 * Looks `name` up; texts are copied into the arena. -1: no such account.
 * `passwd` is what /etc/passwd holds, or empty. The accounts of a server are
 * there on almost every machine, and the name service, which is asked about
 * the others, costs more than all the rest of the way to the greeting but the
 * processes themselves.
 */
int account_find(struct arena *arena, struct span passwd, const char *name,
    struct account *account_out) MUST_CHECK;

#define LIST_BYTES 100000	/* what vsftpd reads of such a file */

/*
 * The bytes of a list or banner file, at most LIST_BYTES, in the arena; what is
 * not a regular file reads as empty. -1 with errno when it cannot be read.
 */
int list_read(struct arena *arena, const char *path, struct span *list_out)
    MUST_CHECK;

/* Is `entry` a whole line of the list? Case counts, nothing is trimmed. */
bool list_has(struct span list, struct span entry) MUST_CHECK;

#endif
