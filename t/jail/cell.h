/* SPDX-License-Identifier: ISC */
/*
 * A cell for one prisoner: a child process that closes a role's real jail
 * around itself, tries one act, and dies. What it saw and said is left in
 * memory that it shares with the test.
 */
#ifndef T_JAIL_CELL_H
#define T_JAIL_CELL_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "jail/jail.h"
#include "jail/sanitizer.h"

#define SOMEBODY 65534		/* the prisoner's uid and gid */
#define ANOTHER_GROUP 65533

/* What is shared with the prisoner, and made before it. */
struct cell {
	char dir[64];		/* the session's root, SOMEBODY's own */
	int root_fd;		/* filled in the prisoner, by the jail */
	pid_t victim;		/* another process of the same user */
	int file;		/* opened for reading, as if handed over */
	int pipe[2];
	int stream[2];		/* a connected pair */
	uint32_t capabilities;	/* for a role that keeps any */
	int tcp;		/* a socket that is not bound yet */
	struct sockaddr_un abstract;	/* where the test listens */
	/* Shared memory: */
	struct seen {
		unsigned missing;	/* what jail_apply() returned */
		bool went_on;		/* it did return */
		int error;		/* errno of the act; 0: it worked */
		unsigned denials;	/* reports of the SIGSYS handler */
		long denied;		/* the last of them */
		char fatal[512];	/* the last words */
	} *seen;
};

static struct cell cell;

static inline void
note_denied(long number)
{
	cell.seen->denials++;
	cell.seen->denied = number;
}

static inline void
note_fatal(enum failure kind, const char *text)
{
	(void)kind;
	(void)snprintf(cell.seen->fatal, sizeof(cell.seen->fatal), "%s", text);
}

static inline void
cell_die(const char *what)
{
	(void)printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static inline void
cell_put_file(const char *name, const char *text)
{
	char path[128];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", cell.dir, name);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	if (fd == -1 || fd_write_all(fd, span_of(text)) == -1)
		cell_die(path);
	fd_close(&fd);
}

/* A name without a file: an abstract socket of another process. */
static inline void
cell_listen(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cell.abstract.sun_family = AF_UNIX;
	(void)snprintf(cell.abstract.sun_path + 1,
	    sizeof(cell.abstract.sun_path) - 1, "oneftpd-%d", (int)getpid());
	if (bind(fd, (struct sockaddr *)&cell.abstract,
	    sizeof(cell.abstract)) == -1 || listen(fd, 16) == -1)
		cell_die("abstract socket");
	cell.tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (cell.tcp == -1)
		cell_die("socket");
}

static inline void
cell_build(void)
{
	char path[128];

	(void)snprintf(cell.dir, sizeof(cell.dir), "/tmp/jail.XXXXXX");
	if (mkdtemp(cell.dir) == NULL || chmod(cell.dir, 0755) == -1 ||
	    (geteuid() == 0 && chown(cell.dir, SOMEBODY, SOMEBODY) == -1))
		cell_die("mkdtemp");
	cell_put_file("file", "forty-two\n");
	(void)snprintf(path, sizeof(path), "%s/way-out", cell.dir);
	if (symlink("../../etc/passwd", path) == -1)
		cell_die("symlink");
	(void)snprintf(path, sizeof(path), "%s/file", cell.dir);
	cell.file = open(path, O_RDONLY | O_CLOEXEC);
	cell.seen = mmap(NULL, sizeof(*cell.seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (cell.file == -1 || cell.seen == MAP_FAILED ||
	    pipe2(cell.pipe, O_CLOEXEC) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    cell.stream) == -1)
		cell_die("cell_build");
	cell_listen();
}

static inline void
become_somebody(void)
{
	if (setgroups(0, NULL) == -1 ||
	    setresgid(SOMEBODY, SOMEBODY, SOMEBODY) == -1 ||
	    setresuid(SOMEBODY, SOMEBODY, SOMEBODY) == -1)
		cell_die("becoming somebody");
}

/* A process that waits to be attacked. The prisoner's uid, not jailed. */
static inline void
cell_put_victim(void)
{
	cell.victim = fork();
	if (cell.victim == 0) {
		if (geteuid() == 0)
			become_somebody();
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)prctl(PR_SET_DUMPABLE, 1);
		for (;;)
			(void)pause();
	}
	if (cell.victim == -1)
		cell_die("fork");
}

static inline void
cell_remove(void)
{
	static const char *const names[] = { "file", "way-out", "new", "dir" };
	char path[128];

	if (cell.victim > 0) {
		(void)kill(cell.victim, SIGKILL);
		(void)waitpid(cell.victim, NULL, 0);
	}
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", cell.dir,
		    names[i]);
		(void)remove(path);
	}
	(void)rmdir(cell.dir);
}

/* What this kernel has; 0: no Landlock. */
static inline long
cell_landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	return version < 0 ? 0 : version;
}

/* How a prisoner came to its jail. */
enum upbringing {
	FROM_ROOT,	/* started by root: ids, chroot and all the rest */
	FROM_USER,	/* started by an ordinary user */
	LANDLOCK_ONLY,	/* an ordinary user, and seccomp_sandbox=NO */
};

static const char *const upbringing_text[] = {
	"from root", "from a user", "with Landlock alone",
};

static inline struct jail_place
cell_place(const struct manifest *manifest, enum upbringing from)
{
	static const gid_t groups[] = { ANOTHER_GROUP };
	bool is_broker = manifest->root == ROOT_SESSION;

	cell.root_fd = NO_FD;
	return (struct jail_place){
		.privileged = from == FROM_ROOT,
		.uid = SOMEBODY, .gid = SOMEBODY,
		.groups = groups, .group_count = is_broker ? 1 : 0,
		.capabilities = is_broker || manifest->capabilities == NULL
		    ? 0 : cell.capabilities,
		.root = cell.dir, .change_root = from == FROM_ROOT,
		.root_fd = &cell.root_fd,
		.seccomp = from != LANDLOCK_ONLY,
	};
}

static inline void
cell_close(const struct manifest *manifest, enum upbringing from)
{
	struct jail_place place = cell_place(manifest, from);

	if (from != FROM_ROOT && geteuid() == 0)
		become_somebody();
	/* What a change of uid has taken away, an ordinary program has. */
	(void)prctl(PR_SET_DUMPABLE, 1);
	fail_report_to(note_fatal);
	jail_report_denied_to(note_denied);
	cell.seen->missing = jail_apply(manifest, &place);
	cell.seen->went_on = true;
}

/*
 * Forks a prisoner that is first treated by `before` (or NULL), jailed, and
 * then does `act`: 0 or more is success, -1 failure with errno. Returns its
 * wait status.
 */
static inline int
cell_try(const struct manifest *manifest, enum upbringing from,
    void (*before)(void), long (*act)(void))
{
	pid_t prisoner;
	int status;

	memset(cell.seen, 0, sizeof(*cell.seen));
	prisoner = fork();
	if (prisoner == -1)
		cell_die("fork");
	if (prisoner == 0) {
		if (before != NULL)
			before();
		cell_close(manifest, from);
		errno = 0;
		cell.seen->error = act() == -1 ? errno : 0;
		_exit(0);
	}
	if (waitpid(prisoner, &status, 0) == -1)
		cell_die("waitpid");
	return status;
}

static inline long
do_nothing(void)
{
	return 0;
}

/* For break_call(): the first argument is not looked at. */
#define ANY_ARGUMENT 0xffffffffu

/*
 * Another kernel: one system call, with this first argument, fails with
 * `error`, whoever makes it. 0 is a kernel that says yes and does nothing.
 */
static inline void
break_call(long number, unsigned first, unsigned error)
{
	struct sock_filter rows[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 0,
		    first == ANY_ARGUMENT ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { COUNT_OF(rows), rows };

	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		cell_die("no_new_privs");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == -1)
		cell_die("seccomp");
}

#endif
