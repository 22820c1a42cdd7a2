/* SPDX-License-Identifier: ISC */
/*
 * Giving up rights, in one fixed order. The mechanisms live here; what applies
 * to a role, and why, is said in that role's manifest.c and nowhere else.
 *
 * jail_apply() is called once per process, as late as possible and before the
 * first byte from the network is looked at. It never returns half done: what
 * the kernel refuses is fatal(). What the kernel does not have at all
 * (Landlock, seccomp) is reported in the result, so that the session can say so
 * once in the log and go on with the rest (design.md, 3).
 */
#ifndef JAIL_JAIL_H
#define JAIL_JAIL_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/attrs.h"

/* Where "/" of the process ends up, when it was started by root. */
enum jail_root {
	ROOT_UNCHANGED,		/* monitor: it must reach PAM, logs, homes */
	ROOT_EMPTY,		/* engine: a directory with nothing in it */
	ROOT_SESSION,		/* broker: what the user may see */
};

/* What may be done beneath the session's root: Landlock and the filter. */
enum jail_files {
	FILES_NONE,		/* no path can be opened at all */
	FILES_READ,		/* a session without any write ability */
	FILES_WRITE,		/* create, remove, rename, change */
};

/* A row of calls.def, for --show-jail and the tests. The texts are in the row:
 * a pointer would be one more relocation at each start. */
struct jail_call {
	long number;		/* -1: this architecture has no such call */
	char name[24];
	char when[120];		/* which arguments it must have; empty: any */
	char why[80];
};

/* Calls that end the process in every role: jail/attacks.def. */
extern const struct jail_call jail_attacks[];
extern const size_t jail_attack_count;

/* What a role may do. One const struct per role, in the role's manifest.c. */
struct manifest {
	const char *role;	/* "engine" */
	const char *tag;	/* "[net]" as in ps and logs */
	const char *identity;	/* a sentence: which user, groups */
	enum jail_root root;
	enum jail_files files;
	bool no_processes;	/* RLIMIT_NPROC 0 */
	uint64_t address_space;	/* bytes; 0: as inherited */
	/* RLIMIT_FSIZE 0: it can write to no file, unless the place says so. */
	bool no_file_growth;
	/* Which capabilities a privileged start may leave it, for --show-jail;
	 * NULL: none. Those of this session are in the place. */
	const char *capabilities;
	/* No Landlock: reasons say why. */
	bool without_landlock;
	/* When its parent ends; 0: none. Not delivered if the parent has become
	 * another ordinary user by then: a broken channel says it for sure. */
	int parent_death_signal;
	const struct sock_filter *filter;	/* constant; NULL: none */
	unsigned short filter_length;
	const struct jail_call *calls;		/* the filter, readable */
	size_t call_count;
	/* Lines for --show-jail; one that goes on begins with two blanks. */
	const char *reasons;
};

/* The values of this session that a manifest needs. */
struct jail_place {
	bool privileged;	/* started by root: ids and chroot apply */
	uid_t uid;
	gid_t gid;
	const gid_t *groups;	/* supplementary groups, exactly these */
	size_t group_count;
	/* Capabilities that stay, 1 << CAP_...; they are few and below 32. */
	uint32_t capabilities;
	/* What becomes "/": the broker's session root, or for ROOT_EMPTY the
	 * secure_chroot_dir. NULL: stay where we are. The broker's is entered
	 * with the rights of its user. */
	const char *root;
	bool change_root;	/* false: enter the directory only */
	/* O_PATH descriptor of the session's root for Landlock, or NO_FD. It is
	 * opened here when it is NO_FD and files != FILES_NONE. */
	int *root_fd;
	bool connects;		/* to TCP ports: a session with PORT */
	bool writes_files;	/* despite no_file_growth: uploads */
	bool seccomp;		/* seccomp_sandbox */
	bool new_network;	/* isolate_network without the filter */
};

/* What this kernel lacks: bits in the result of jail_apply(). */
enum jail_missing {
	MISSING_LANDLOCK = 1,
	MISSING_SECCOMP = 2,
};

/*
 * Applies the manifest in the order: namespace, groups, gid, directory and
 * chroot, uid, capabilities, parent-death signal, no_new_privs, not dumpable,
 * Landlock, limits, system-call filter. Without privilege there is no
 * namespace, no id and no chroot.
 * Returns enum jail_missing bits; 0 when everything took hold.
 */
unsigned jail_apply(const struct manifest *manifest,
    const struct jail_place *place) MUST_CHECK;

/*
 * What the SIGSYS handler does with a call that is not on the list: the call
 * fails with EPERM, and `report` gets its number, once per number. It runs in
 * a signal handler: only async-signal-safe calls that the filter allows. Set
 * before jail_apply(). Calls that nothing but an attack makes (exec, ptrace,
 * ...) kill the process instead.
 */
void jail_report_denied_to(void (*report)(long number));

/* Prints a manifest in words: oneftpd --show-jail ROLE. */
void jail_show(FILE *out, const struct manifest *manifest);

#endif
