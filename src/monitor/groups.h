/* SPDX-License-Identifier: ISC */
/*
 * The supplementary groups of an account. Monitor, as root.
 *
 * The name service knows them, but to ask it can mean to load three libraries
 * and more page faults than the rest of a login has. So where nsswitch.conf(5)
 * has groups in files, an account of /etc/passwd has those of /etc/group.
 */
#ifndef MONITOR_GROUPS_H
#define MONITOR_GROUPS_H

#include "base/attrs.h"
#include "monitor/monitor.h"

/* The most groups that an account may have. */
#define ACCOUNT_GROUPS 256

/* The account's groups, its own first, which is all that a virtual user has;
 * the count, or -1 when there are more than fit. The arena holds the files that
 * are read for it. */
int account_groups(struct arena *arena, const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS]) MUST_CHECK;

/*
 * Has nsswitch.conf with this text groups in files only? "systemd" beside them
 * counts as nothing: it makes up groups for accounts that are not in a file.
 */
bool groups_are_in_files(struct span nsswitch) MUST_CHECK;

/* As account_groups, by the text of a group(5) file. */
int groups_in_file(struct span group, const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS]) MUST_CHECK;

#endif
