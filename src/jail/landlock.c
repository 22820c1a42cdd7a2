/* SPDX-License-Identifier: ISC */
/*
 * Landlock: files, TCP and other processes, as far as the running kernel can:
 * see steps.h. The constants are the kernel's interface, written out here
 * because a build machine's headers are often older than the kernel that runs.
 */
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/fd.h"
#include "jail/steps.h"

#define GET_VERSION 1u
#define RULE_PATH_BENEATH 1
#define REMEDY "look for a filter that oneftpd was started under, or for 16 " \
	"Landlock domains around it"

/* Rights on files, in the order of their invention. */
enum {
	WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3,
	REMOVE_DIR = 1 << 4, REMOVE_FILE = 1 << 5, MAKE_DIR = 1 << 7,
	MAKE_REG = 1 << 8, MAKE_SYM = 1 << 12, REFER = 1 << 13,
	TRUNCATE = 1 << 14,
};

/* Rights on TCP. */
enum { BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1 };

/* Out of reach: abstract sockets and processes of others. */
enum { ABSTRACT_SOCKETS = 1 << 0, SIGNALS = 1 << 1 };

/* struct landlock_ruleset_attr: what is forbidden unless a rule allows it. */
struct ruleset {
	uint64_t files;
	uint64_t tcp;
	uint64_t scopes;
};

/* struct landlock_path_beneath_attr. */
struct beneath {
	uint64_t rights;
	int32_t fd;
} __attribute__((packed));

/* Everything that each version of the interface can forbid. */
static const struct ruleset everything[] = {
	{ 0, 0, 0 },
	{ 0x1fff, 0, 0 },	/* 1, Linux 5.13 */
	{ 0x3fff, 0, 0 },	/* 2: renaming between directories */
	{ 0x7fff, 0, 0 },	/* 3: truncating */
	{ 0x7fff, BIND_TCP | CONNECT_TCP, 0 },	/* 4 */
	{ 0xffff, BIND_TCP | CONNECT_TCP, 0 },	/* 5: ioctl on devices */
	{ 0xffff, BIND_TCP | CONNECT_TCP, ABSTRACT_SOCKETS | SIGNALS },	/* 6 */
};

/* What stays allowed to each kind of role. The broker binds data ports. */
static const struct {
	uint64_t files;
	uint64_t tcp;
} allowed[] = {
	[FILES_NONE] = { 0, 0 },
	[FILES_READ] = { READ_FILE | READ_DIR, BIND_TCP },
	/* A symbolic link is made anew when it is moved elsewhere. */
	[FILES_WRITE] = {
		READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | REMOVE_DIR |
		REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER, BIND_TCP
	},
};

static int
ruleset_open(const struct ruleset *handled)
{
	int fd = (int)syscall(SYS_landlock_create_ruleset, handled,
	    sizeof(*handled), 0);

	must(fd, REMEDY, "landlock_create_ruleset()");
	return fd;
}

static void
allow_beneath(int ruleset, uint64_t rights, int root)
{
	const struct beneath rule = { .rights = rights, .fd = root };

	must((int)syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH,
	    &rule, 0), REMEDY, "landlock_add_rule(%#llx)",
	    (unsigned long long)rights);
}

unsigned
landlock_apply(enum jail_files files, int root, bool connects)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    GET_VERSION);
	struct ruleset handled;
	int ruleset;

	/* Not built in, not switched on, or hidden by a container's filter. */
	if (version < 1)
		return MISSING_LANDLOCK;
	if (version >= (long)COUNT_OF(everything))
		version = COUNT_OF(everything) - 1;
	handled = everything[version];
	handled.tcp &= ~(allowed[files].tcp | (connects ? CONNECT_TCP : 0));
	ruleset = ruleset_open(&handled);
	if (files != FILES_NONE)
		allow_beneath(ruleset, allowed[files].files & handled.files,
		    root);
	must((int)syscall(SYS_landlock_restrict_self, ruleset, 0), REMEDY,
	    "landlock_restrict_self()");
	fd_close(&ruleset);
	return 0;
}
