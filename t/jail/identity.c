/* SPDX-License-Identifier: ISC */
/*
 * What the kernel says of a jailed process (S34), what happens when a step of
 * the jail fails (S35), and what is said where the kernel has no such thing.
 */
#include <linux/capability.h>
#include <poll.h>
#include <sys/resource.h>

#include "tap.h"

#include "broker/manifest.h"
#include "engine/manifest.h"
#include "jail/cell.h"
#include "monitor/manifest.h"

/* Facts, as another process reads them ------------------------------------ */

static char status_text[8192];

/* The rest of the line that begins so in /proc/PID/status. */
static const char *
status_of(const char *name)
{
	static char value[256];
	char start[64];
	const char *at;
	size_t len;

	(void)snprintf(start, sizeof(start), "\n%s:", name);
	at = strstr(status_text, start);
	if (at == NULL)
		return "(no such line)";
	at += strlen(start);
	at += strspn(at, " \t");
	len = strcspn(at, "\n");
	while (len > 0 && at[len - 1] == ' ')
		len--;
	(void)snprintf(value, sizeof(value), "%.*s", (int)len, at);
	return value;
}

static void
read_status(pid_t prisoner)
{
	char path[64];
	ssize_t len;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)prisoner);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd == -1 ? -1 : fd_read_up_to(fd, status_text,
	    sizeof(status_text) - 1);
	if (len == -1)
		cell_die(path);
	status_text[len] = '\0';
	fd_close(&fd);
}

/* Reads what the kernel says of a prisoner while it lives. */
static void
look_at(const struct manifest *manifest, enum upbringing from)
{
	int ready[2];
	char byte = 0;
	pid_t prisoner;

	if (pipe2(ready, O_CLOEXEC) == -1)
		cell_die("pipe");
	memset(cell.seen, 0, sizeof(*cell.seen));
	prisoner = fork();
	if (prisoner == -1)
		cell_die("fork");
	if (prisoner == 0) {
		cell_close(manifest, from);
		(void)!write(ready[1], &byte, 1);
		for (;;)
			(void)poll(NULL, 0, -1);
	}
	fd_close(&ready[1]);
	if (read(ready[0], &byte, 1) == 1)
		read_status(prisoner);
	fd_close(&ready[0]);
	(void)kill(prisoner, SIGKILL);
	(void)waitpid(prisoner, NULL, 0);
}

struct fact {
	const char *line;
	const char *engine;
	const char *broker;
	const char *monitor;	/* that stays, for ports below 1024 */
};

#define NONE "0000000000000000"
#define GIVING_AWAY "0000000000000001"
#define IDS "65534\t65534\t65534\t65534"

static const struct fact facts[] = {
	{ "Uid", IDS, IDS, IDS },
	{ "Gid", IDS, IDS, IDS },
	{ "Groups", "", "65533", "" },
	{ "CapEff", NONE, NONE, GIVING_AWAY },
	{ "CapPrm", NONE, NONE, GIVING_AWAY },
	{ "CapInh", NONE, NONE, NONE },
	{ "CapAmb", NONE, NONE, NONE },
	{ "NoNewPrivs", "1", "1", "1" },
	{ "Seccomp", "2", "2", "2" },
};

static void
become_crowd(void)
{
	static const gid_t crowd[] = { 0, 1, 2, 3, 65533 };

	if (setgroups(COUNT_OF(crowd), crowd) == -1)
		cell_die("setgroups");
}

static void
show_facts(void)
{
	/* Superservers are started with all kinds of groups. */
	become_crowd();
	look_at(&engine_manifest, FROM_ROOT);
	for (size_t i = 0; i < COUNT_OF(facts); i++)
		(void)is_text(status_of(facts[i].line), facts[i].engine,
		    "engine: %s", facts[i].line);
	look_at(&broker_manifest, FROM_ROOT);
	for (size_t i = 0; i < COUNT_OF(facts); i++)
		(void)is_text(status_of(facts[i].line), facts[i].broker,
		    "broker: %s", facts[i].line);
	look_at(&monitor_staying_manifest, FROM_ROOT);
	for (size_t i = 0; i < COUNT_OF(facts); i++)
		(void)is_text(status_of(facts[i].line), facts[i].monitor,
		    "monitor: %s", facts[i].line);
}

static void
show_facts_without_filter(void)
{
	look_at(&engine_manifest, LANDLOCK_ONLY);
	(void)is_text(status_of("NoNewPrivs"), "1",
	    "with seccomp_sandbox=NO too nothing gains rights");
	(void)is_text(status_of("Seccomp"), "0", "and there is no filter");
}

static bool
is_private(void)
{
	return prctl(PR_GET_DUMPABLE) == 0;
}

static bool
dies_with_parent(void)
{
	int signal = 0;

	return prctl(PR_GET_PDEATHSIG, &signal) == 0 && signal == SIGTERM;
}

static bool
is_in_its_root(void)
{
	struct stat root, here;

	return stat("/", &root) == 0 && stat(".", &here) == 0 &&
	    root.st_ino == here.st_ino && access("/file", F_OK) == 0 &&
	    access("/etc", F_OK) == -1;
}

static bool
is_limited_to(unsigned resource, uint64_t most)
{
	struct rlimit limit;

	return getrlimit(resource, &limit) == 0 && limit.rlim_cur <= most &&
	    limit.rlim_max <= most;
}

static bool
has_limits(void)
{
	return is_limited_to(RLIMIT_NPROC, 0) && (SANITIZED ||
	    (is_limited_to(RLIMIT_FSIZE, 0) &&
	    is_limited_to(RLIMIT_AS, engine_manifest.address_space)));
}

static bool (*question)(void);

static long
answer(void)
{
	errno = EDOM;
	return question() ? 0 : -1;
}

/* Without the filter, which would not let anybody ask. */
static bool
answers_yes(enum upbringing from, bool (*asked)(void))
{
	struct manifest unfiltered = engine_manifest;

	unfiltered.filter = NULL;
	question = asked;
	(void)cell_try(&unfiltered, from, NULL, answer);
	return cell.seen->went_on && cell.seen->error == 0;
}

static void
ask_inside(enum upbringing from)
{
	(void)ok(answers_yes(from, is_private), "%s: nobody may look inside",
	    upbringing_text[from]);
	(void)ok(answers_yes(from, dies_with_parent),
	    "%s: the engine ends with its parent", upbringing_text[from]);
	(void)ok(answers_yes(from, has_limits),
	    "%s: no processes, no growing file, little memory",
	    upbringing_text[from]);
	if (from == FROM_ROOT)
		(void)ok(answers_yes(from, is_in_its_root), "the working "
		    "directory is \"/\", and \"/\" is what was named");
}

/* A step that fails ------------------------------------------------------- */

struct failing_step {
	long call;
	unsigned first;		/* only with this first argument */
	unsigned error;
	const struct manifest *manifest;
	enum upbringing from;
	const char *says;	/* what the last words must hold */
};

static const struct failing_step steps[] = {
	{ SYS_setgroups, ANY_ARGUMENT, EPERM, &engine_manifest, FROM_ROOT,
	    "setgroups(0): Operation not permitted" },
	{ SYS_setgroups, ANY_ARGUMENT, EPERM, &broker_manifest, FROM_ROOT,
	    "setgroups(1)" },
	{ SYS_setresgid, ANY_ARGUMENT, EPERM, &engine_manifest, FROM_ROOT,
	    "setresgid(65534)" },
	{ SYS_chdir, ANY_ARGUMENT, EPERM, &engine_manifest, FROM_ROOT,
	    "chdir(/tmp/jail." },
	{ SYS_chdir, ANY_ARGUMENT, EPERM, &broker_manifest, FROM_USER,
	    "chdir(/tmp/jail." },
	{ SYS_chroot, ANY_ARGUMENT, EPERM, &engine_manifest, FROM_ROOT,
	    "chroot(/tmp/jail." },
	{ SYS_chroot, ANY_ARGUMENT, EPERM, &broker_manifest, FROM_ROOT,
	    "chroot(/tmp/jail." },
	{ SYS_setfsuid, ANY_ARGUMENT, 0, &broker_manifest, FROM_ROOT,
	    "setfsuid(65534) had no effect" },
	{ SYS_setresuid, ANY_ARGUMENT, EPERM, &engine_manifest, FROM_ROOT,
	    "setresuid(65534)" },
	{ SYS_setresuid, ANY_ARGUMENT, EAGAIN, &broker_manifest, FROM_ROOT,
	    "setresuid(65534): Resource temporarily unavailable" },
	{ SYS_capset, ANY_ARGUMENT, EPERM, &monitor_staying_manifest,
	    FROM_ROOT, "capset(0x1)" },
	{ SYS_prctl, PR_SET_KEEPCAPS, EPERM, &monitor_staying_manifest,
	    FROM_ROOT, "prctl(PR_SET_KEEPCAPS, 1)" },
	{ SYS_setresuid, ANY_ARGUMENT, 0, &engine_manifest, FROM_ROOT,
	    "setresuid(65534) left a way back to root" },
	{ SYS_prctl, PR_SET_PDEATHSIG, EPERM, &engine_manifest, FROM_ROOT,
	    "prctl(PR_SET_PDEATHSIG, 15)" },
	{ SYS_prctl, PR_SET_NO_NEW_PRIVS, EPERM, &engine_manifest, FROM_ROOT,
	    "prctl(PR_SET_NO_NEW_PRIVS, 1)" },
	{ SYS_prctl, PR_SET_DUMPABLE, EPERM, &broker_manifest, FROM_USER,
	    "prctl(PR_SET_DUMPABLE, 0)" },
	{ SYS_openat, ANY_ARGUMENT, EACCES, &broker_manifest, FROM_USER,
	    "open(/tmp/jail." },
	{ SYS_landlock_restrict_self, ANY_ARGUMENT, EPERM, &engine_manifest,
	    FROM_USER, "landlock_restrict_self()" },
	{ SYS_landlock_add_rule, ANY_ARGUMENT, EPERM, &broker_manifest,
	    FROM_USER, "landlock_add_rule(0xc)" },
	{ SYS_prlimit64, ANY_ARGUMENT, EPERM, &engine_manifest, FROM_USER,
	    "setrlimit(RLIMIT_NPROC, 0)" },
	{ SYS_seccomp, SECCOMP_SET_MODE_FILTER, EPERM, &engine_manifest,
	    FROM_USER, "seccomp(SECCOMP_SET_MODE_FILTER)" },
};

static const struct failing_step *failing;

static void
break_step(void)
{
	break_call(failing->call, failing->first, failing->error);
}

static void
try_step(const struct failing_step *step)
{
	int status;

	if (step->from == FROM_ROOT && geteuid() != 0)
		return;
	failing = step;
	status = cell_try(step->manifest, step->from, break_step, do_nothing);
	(void)ok(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FATAL &&
	    !cell.seen->went_on, "%s: no session without %s",
	    step->manifest->role, step->says);
	if (!ok(strstr(cell.seen->fatal, step->says) != NULL &&
	    strstr(cell.seen->fatal, "; ") != NULL,
	    "and the log says so, with a remedy"))
		(void)printf("# it says: %s\n", cell.seen->fatal);
}

/* A kernel that has no such thing ----------------------------------------- */

static void
break_landlock(void)
{
	break_call(SYS_landlock_create_ruleset, ANY_ARGUMENT, ENOSYS);
	break_call(SYS_landlock_add_rule, ANY_ARGUMENT, ENOSYS);
	break_call(SYS_landlock_restrict_self, ANY_ARGUMENT, ENOSYS);
}

static void
switch_off_landlock(void)
{
	break_call(SYS_landlock_create_ruleset, ANY_ARGUMENT, EOPNOTSUPP);
}

static void
break_seccomp(void)
{
	break_call(SYS_prctl, PR_SET_SECCOMP, EINVAL);
	break_call(SYS_seccomp, ANY_ARGUMENT, ENOSYS);
}

static void
break_both(void)
{
	break_landlock();
	break_seccomp();
}

static long
open_passwd(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static void
older_kernels(void)
{
	const struct manifest *engine = &engine_manifest;

	(void)cell_try(engine, FROM_USER, NULL, open_passwd);
	(void)is_num(cell.seen->missing, 0, "this kernel lacks nothing");
	(void)cell_try(engine, FROM_USER, break_landlock, open_passwd);
	(void)is_num(cell.seen->missing, MISSING_LANDLOCK,
	    "a kernel without Landlock is reported");
	(void)is_num(cell.seen->error, EPERM, "and the filter holds alone");
	(void)cell_try(engine, FROM_USER, switch_off_landlock, do_nothing);
	(void)is_num(cell.seen->missing, MISSING_LANDLOCK,
	    "a kernel with Landlock switched off is reported");
	(void)cell_try(engine, FROM_USER, break_seccomp, open_passwd);
	(void)is_num(cell.seen->missing, MISSING_SECCOMP,
	    "a kernel without seccomp is reported");
	(void)is_num(cell.seen->error, EACCES, "and Landlock holds alone");
	(void)cell_try(engine, FROM_USER, break_both, do_nothing);
	(void)is_num(cell.seen->missing, MISSING_LANDLOCK | MISSING_SECCOMP,
	    "a kernel with neither is reported");
	(void)ok(cell.seen->went_on, "and the session goes on");
}

static void
root_engine(void)
{
	struct jail_place place = cell_place(&engine_manifest, FROM_ROOT);
	pid_t prisoner;
	int status = 0;

	memset(cell.seen, 0, sizeof(*cell.seen));
	place.uid = 0;
	prisoner = fork();
	if (prisoner == 0) {
		fail_report_to(note_fatal);
		(void)!jail_apply(&engine_manifest, &place);
		_exit(0);
	}
	(void)waitpid(prisoner, &status, 0);
	(void)ok(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FATAL &&
	    strstr(cell.seen->fatal, "nopriv_user") != NULL,
	    "nopriv_user=root is refused");
}

/* Root could enter it; the session is its user's. */
static void
unreachable_root(void)
{
	if (chmod(cell.dir, 0700) == -1 || chown(cell.dir, 0, 0) == -1)
		cell_die("chown");
	(void)cell_try(&broker_manifest, FROM_ROOT, NULL, do_nothing);
	(void)ok(!cell.seen->went_on && strstr(cell.seen->fatal,
	    "Permission denied; create the directory, or let the user search "
	    "it") != NULL, "a root that its user cannot search is refused");
	if (chmod(cell.dir, 0755) == -1 ||
	    chown(cell.dir, SOMEBODY, SOMEBODY) == -1)
		cell_die("chown");
}

static void
useless_filter(void)
{
	static const struct sock_filter nonsense[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
	};
	struct manifest broken = engine_manifest;
	int status;

	broken.filter = nonsense;
	broken.filter_length = COUNT_OF(nonsense);
	status = cell_try(&broken, FROM_USER, NULL, do_nothing);
	(void)ok(WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL &&
	    !cell.seen->went_on,
	    "a filter that makes no sense is not taken for an old kernel");
}

int
main(void)
{
	cell_build();
	cell.capabilities = UINT32_C(1) << CAP_CHOWN;
	if (geteuid() == 0) {
		show_facts();
		ask_inside(FROM_ROOT);
		root_engine();
		unreachable_root();
	} else {
		(void)ok(true, "jails made by root # SKIP not root");
	}
	show_facts_without_filter();
	ask_inside(FROM_USER);
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		try_step(&steps[i]);
	useless_filter();
	older_kernels();
	cell_remove();
	return done_testing();
}
