/* SPDX-License-Identifier: ISC */
/*
 * Private to jail/: the steps of jail_apply(), in its order. Each one either
 * takes hold or ends the process.
 */
#ifndef JAIL_STEPS_H
#define JAIL_STEPS_H

#include "base/attrs.h"
#include "jail/jail.h"

/*
 * fatal() if `result` is -1: names the call with its values (the format), why
 * the kernel refused it (errno), and what helps.
 */
void must(int result, const char *remedy, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Groups, gid, root directory, uid; without privilege only the directory. */
void ids_apply(const struct manifest *manifest, const struct jail_place *place);

/*
 * The change of uid that follows takes all capabilities but what is permitted;
 * caps_keep(), after it, leaves exactly `wanted` of these.
 */
void caps_prepare(void);
void caps_keep(uint32_t wanted);

/* `root` is what may be touched; NO_FD for FILES_NONE. `connects`: to the TCP
 * ports of others, too. enum jail_missing. */
unsigned landlock_apply(enum jail_files files, int root, bool connects)
    MUST_CHECK;

void limits_apply(const struct manifest *manifest, bool writes_files);

/* enum jail_missing. */
unsigned seccomp_apply(const struct sock_filter *filter,
    unsigned short length) MUST_CHECK;

#endif
