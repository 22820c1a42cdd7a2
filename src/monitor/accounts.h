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

/* The most groups that an account may have. */
#define ACCOUNT_GROUPS 256

/* Its supplementary groups; the count, or -1 when there are more than fit. */
int account_groups(const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS]) MUST_CHECK;

/*
 * The bytes of a list or banner file, at most 100000, in the arena; what is not
 * a regular file reads as empty. -1 with errno when it cannot be read.
 */
int list_read(struct arena *arena, const char *path, struct span *list_out)
    MUST_CHECK;

/* Is `entry` a whole line of the list? Case counts, nothing is trimmed. */
bool list_has(struct span list, struct span entry) MUST_CHECK;

#endif
