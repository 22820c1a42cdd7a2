/* SPDX-License-Identifier: ISC */
/*
 * Every forbidden act, and every allowed one, tried from inside each role's
 * real jail: as root would start it, as an ordinary user would, and with the
 * system-call filter switched off, so that Landlock has to hold alone.
 */
#include "tap.h"

#include "broker/manifest.h"
#include "engine/manifest.h"
#include "jail/acts.h"
#include "jail/cell.h"
#include "monitor/manifest.h"

/* What is expected -------------------------------------------------------- */

enum outcome {
	WORKS,
	DENIED,		/* EPERM from the filter, reported */
	REFUSED,	/* by Landlock or a limit */
	MISSING,	/* ENOENT: it is not there, seen from inside */
	LOST,		/* ENOENT in a chroot, EACCES from Landlock without */
	KILLED,
};

enum prisoner {
	ENGINE = 1, READER = 2, WRITER = 4, MONITOR = 8,
	TLS_ENGINE = 16, SIGNER = 32,	/* with OpenSSL's needs */
	ENGINES = ENGINE | TLS_ENGINE, BROKERS = READER | WRITER,
	MONITORS = MONITOR | SIGNER,
	LOCKED = ENGINES | BROKERS,	/* in with Landlock */
	ALL = LOCKED | MONITORS,
};

struct trial {
	unsigned who;
	const char *name;
	long (*act)(void);
	enum outcome want;
	long landlock;	/* version of Landlock that it takes; 0: none */
};

static const struct trial filtered[] = {
	{ ALL, "opening /etc/passwd", open_passwd, DENIED, 0 },
	{ ENGINES, "openat2 of a file where it is", openat2_file, DENIED, 0 },
	{ BROKERS, "openat2 of a file in the root", openat2_file, WORKS, 0 },
	{ BROKERS, "openat2 of the root itself", openat2_root, WORKS, 0 },
	{ BROKERS, "openat2 of /etc/passwd", openat2_passwd, LOST, 1 },
	{ BROKERS, "openat2 of ../../etc/passwd", openat2_above, LOST, 1 },
	{ BROKERS, "a link out of the root", openat2_link_out, LOST, 1 },
	{ BROKERS, "the same link, resolved in the root", openat2_link_in_root,
	    MISSING, 0 },
	{ READER, "creating a file", create_file, REFUSED, 1 },
	{ READER, "opening a file for writing", open_file_for_writing,
	    REFUSED, 1 },
	{ READER, "truncating a file", truncate_file, REFUSED, 3 },
	{ READER, "making a directory", make_directory, DENIED, 0 },
	{ READER, "removing a file", remove_file, DENIED, 0 },
	{ READER, "renaming a file", rename_file, DENIED, 0 },
	{ WRITER, "creating a file", create_file, WORKS, 0 },
	{ WRITER, "removing a file", remove_new_file, WORKS, 0 },
	{ WRITER, "making a directory", make_directory, WORKS, 0 },
	{ WRITER, "removing a directory", remove_directory, WORKS, 0 },
	{ READER, "umask", change_mask, DENIED, 0 },
	{ WRITER, "umask", change_mask, WORKS, 0 },
	{ READER, "fsync", sync_file, DENIED, 0 },
	{ WRITER, "fsync", sync_file, WORKS, 0 },
	{ BROKERS, "dup", copy_descriptor, WORKS, 0 },
	{ ENGINES | MONITORS, "dup", copy_descriptor, DENIED, 0 },
	{ READER, "asking for room", ask_for_room, DENIED, 0 },
	{ WRITER, "asking for room", ask_for_room, WORKS, 0 },
	{ ALL & ~WRITER, "a wider pipe", widen_pipe, DENIED, 0 },
	{ WRITER, "a wider pipe", widen_pipe, WORKS, 0 },
	{ BROKERS, "openat2 of another's memory", open_memory_of_another,
	    LOST, 1 },

	{ ENGINES, "a TCP socket", tcp_socket, DENIED, 0 },
	{ BROKERS, "a TCP socket", tcp_socket, WORKS, 0 },
	{ BROKERS, "a TCP socket over IPv6", tcp6_socket, WORKS, 0 },
	{ MONITORS, "a TCP socket", tcp_socket, DENIED, 0 },
	{ MONITORS, "a TCP socket over IPv6", tcp6_socket, DENIED, 0 },
	{ MONITORS, "a port", bind_tcp, DENIED, 0 },
	{ BROKERS, "the end of a connection", end_connection, WORKS, 0 },
	{ MONITORS, "the end of a connection", end_connection, DENIED, 0 },
	{ MONITORS, "openat2", openat2_file, DENIED, 0 },
	{ MONITORS, "giving a file away without CAP_CHOWN", give_file_away,
	    REFUSED, 0 },
	{ LOCKED, "giving a file away", give_file_away, DENIED, 0 },
	{ ALL, "a UDP socket", udp_socket, DENIED, 0 },
	{ ALL, "a raw socket", raw_socket, DENIED, 0 },
	{ ALL, "a Unix socket", unix_socket, DENIED, 0 },
	{ SIGNER, "a channel of its own", channel_of_its_own, WORKS, 0 },
	{ ALL & ~SIGNER, "a channel of its own", channel_of_its_own,
	    DENIED, 0 },
	{ ALL, "a netlink socket", netlink_socket, DENIED, 0 },
	{ ALL, "a stream that is not TCP", other_stream_protocol, DENIED, 0 },
	{ ENGINES, "bind", bind_tcp, DENIED, 0 },
	{ ENGINES, "connect", connect_tcp, DENIED, 0 },
	{ BROKERS, "connect, where PORT is denied", connect_tcp, REFUSED, 4 },
	{ BROKERS, "a passive port", passive_port, WORKS, 0 },
	{ BROKERS, "the options of data connections", data_socket_options,
	    WORKS, 0 },
	{ ALL, "a socket option that is not needed", other_socket_option,
	    DENIED, 0 },

	{ ALL, "fork", fork_process, DENIED, 0 },
	{ ALL, "a thread", clone_thread, DENIED, 0 },
	{ ALL, "execve", execute_program, KILLED, 0 },
	{ ALL, "ptrace", attach_to_another, KILLED, 0 },
	{ ALL, "process_vm_readv", read_memory_of_another, KILLED, 0 },
	{ ALL, "killing another process", kill_another, DENIED, 0 },
	{ ALL, "a signal to everybody", kill_everybody, DENIED, 0 },
	{ ALL, "setuid(0)", become_root, DENIED, 0 },
	{ ALL, "setgroups", leave_groups, DENIED, 0 },
	{ ALL, "chroot", change_root_again, DENIED, 0 },
	{ ALL, "mount", mount_something, KILLED, 0 },
	{ ALL, "unshare", new_namespace, KILLED, 0 },
	{ ALL, "a call by the x32 convention", other_convention, KILLED, 0 },
	{ ALL, "raising a limit", raise_limit, DENIED, 0 },
	{ ALL, "fcntl(F_SETFL)", make_nonblocking, DENIED, 0 },
	{ ALL, "ioctl(TIOCSTI)", push_terminal_input, DENIED, 0 },

	{ ENGINES, "sendfile", send_file, WORKS, 0 },
	{ ENGINES, "splice", splice_file, WORKS, 0 },
	{ ENGINES, "talking to the client", talk_and_wait, WORKS, 0 },
	{ ENGINES, "ioctl(SIOCOUTQ)", ask_what_is_unsent, WORKS, 0 },
	{ LOCKED, "madvise(MADV_DONTNEED)", give_memory_back, WORKS, 0 },
	{ BROKERS, "madvise(MADV_HUGEPAGE)", use_large_pages, WORKS, 0 },
	{ BROKERS | MONITORS, "locking the log", lock_log, WORKS, 0 },
	{ ALL, "waiting for a lock for ever", wait_for_lock, DENIED, 0 },
	{ BROKERS, "a pipe for a listing", list_pipe, WORKS, 0 },
	{ BROKERS, "the name of the working directory", name_the_place,
	    WORKS, 0 },
	{ BROKERS | TLS_ENGINE | SIGNER, "mapping memory", map_memory,
	    WORKS, 0 },
};

/* A sanitizer's library needs these calls whole. */
static const struct trial filtered_in_normal_builds[] = {
	{ ENGINE | MONITOR, "mapping memory", map_memory, DENIED, 0 },
	{ ALL, "mapping executable memory", map_code, DENIED, 0 },
	{ ALL, "mapping a file", map_file, DENIED, 0 },
	{ ALL, "making memory executable", make_memory_executable, DENIED, 0 },
	{ ALL, "allowing core dumps", allow_core_dumps, DENIED, 0 },
	{ ALL, "madvise(MADV_WILLNEED)", read_memory_ahead, DENIED, 0 },
	{ ENGINES | MONITORS, "madvise(MADV_HUGEPAGE)", use_large_pages,
	    DENIED, 0 },
};

/* With seccomp_sandbox=NO, by an ordinary user: no ids and no chroot either. */
static const struct trial landlocked[] = {
	{ ALL, "fork", fork_process, REFUSED, 0 },
	{ LOCKED, "opening /etc/passwd", open_passwd, REFUSED, 1 },
	{ ENGINES, "opening a file in its directory", openat2_file,
	    REFUSED, 1 },
	{ BROKERS, "opening a file in the root", openat2_file, WORKS, 1 },
	{ BROKERS, "../../etc/passwd", openat2_above, REFUSED, 1 },
	{ BROKERS, "the directory above", openat2_parent, REFUSED, 1 },
	{ BROKERS, "a link out of the root", openat2_link_out, REFUSED, 1 },
	{ LOCKED, "another's memory", open_memory_of_another, REFUSED, 1 },
	{ READER, "creating a file", create_file, REFUSED, 1 },
	{ READER, "opening a file for writing", open_file_for_writing,
	    REFUSED, 1 },
	{ READER, "making a directory", make_directory, REFUSED, 1 },
	{ READER, "renaming a file", rename_file, REFUSED, 1 },
	{ WRITER, "creating a file", create_file, WORKS, 1 },
	{ READER, "removing a file", remove_file, REFUSED, 1 },
	{ WRITER, "removing a file", remove_new_file, WORKS, 1 },
	{ ENGINES, "binding a port", bind_tcp, REFUSED, 4 },
	{ BROKERS, "a passive port", passive_port, WORKS, 1 },
	{ LOCKED, "connecting", connect_tcp, REFUSED, 4 },
	{ LOCKED, "an abstract socket", connect_abstract, REFUSED, 6 },
	{ LOCKED, "killing another process", kill_another, REFUSED, 6 },
	{ LOCKED, "attaching to another process", attach_to_another,
	    REFUSED, 1 },
};

static bool
is_expected(const struct trial *trial, enum upbringing from, int status)
{
	const struct seen *seen = cell.seen;
	bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	int error = seen->error;

	switch (trial->want) {
	case WORKS:
		return ended_well && error == 0 && seen->denials == 0;
	case DENIED:
		return ended_well && error == EPERM && seen->denials == 1;
	case REFUSED:
		return ended_well && seen->denials == 0 &&
		    (error == EACCES || error == EPERM || error == EAGAIN);
	case MISSING:
		return ended_well && error == ENOENT && seen->denials == 0;
	case LOST:
		return ended_well && seen->denials == 0 &&
		    error == (from == FROM_ROOT ? ENOENT : EACCES);
	case KILLED:
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS &&
		    seen->went_on;
	}
	return false;
}

static const char *const outcome_text[] = {
	[WORKS] = "works", [DENIED] = "is denied by the filter",
	[REFUSED] = "is refused", [MISSING] = "leads nowhere",
	[LOST] = "leads nowhere", [KILLED] = "is deadly",
};

struct role {
	enum prisoner who;
	const char *name;
	const struct manifest *manifest;
};

static const struct role roles[] = {
	{ ENGINE, "engine", &engine_manifest },
	{ READER, "broker", &broker_manifest },
	{ WRITER, "writing broker", &broker_writing_manifest },
	{ MONITOR, "monitor", &monitor_staying_manifest },
	{ TLS_ENGINE, "engine with TLS", &engine_tls_manifest },
	{ SIGNER, "signing monitor", &monitor_signing_manifest },
};

/* Can this machine show it? A chroot keeps what Landlock keeps elsewhere. */
static bool
is_possible(const struct trial *trial, enum upbringing from)
{
	return cell_landlock_version() >= trial->landlock ||
	    (trial->want == LOST && from == FROM_ROOT);
}

static void
run_trial(const struct role *role, const struct trial *trial,
    enum upbringing from)
{
	int status;

	if (!is_possible(trial, from)) {
		(void)ok(true, "%s %s: %s # SKIP takes Landlock %ld",
		    role->name, upbringing_text[from], trial->name,
		    trial->landlock);
		return;
	}
	status = cell_try(role->manifest, from, NULL, trial->act);
	if (!ok(is_expected(trial, from, status), "%s %s: %s %s", role->name,
	    upbringing_text[from], trial->name, outcome_text[trial->want]))
		(void)printf("# status %#x, %s, %u denials; %s\n",
		    (unsigned)status, strerror(cell.seen->error),
		    cell.seen->denials, cell.seen->fatal);
}

static void
run_trials(const struct trial *trials, size_t count, enum upbringing from)
{
	for (size_t r = 0; r < COUNT_OF(roles); r++)
		for (size_t t = 0; t < count; t++)
			if ((trials[t].who & roles[r].who) != 0)
				run_trial(&roles[r], &trials[t], from);
}

/* The filter, number by number -------------------------------------------- */

#define NUMBERS 512

static const struct manifest *subject;
static long number;

static long
call_it(void)
{
	(void)syscall((int)number, -1L, -1L, -1L, -1L, -1L, -1L);
	return 0;
}

static bool
is_attack(long call)
{
	for (size_t i = 0; i < jail_attack_count; i++)
		if (jail_attacks[i].number == call)
			return true;
	return false;
}

/* Allowed whatever its arguments? */
static bool
is_allowed(const struct manifest *manifest, long call)
{
	for (size_t i = 0; i < manifest->call_count; i++)
		if (manifest->calls[i].number == call &&
		    manifest->calls[i].when[0] == '\0')
			return true;
	return false;
}

/* They do not come back to tell. */
static bool
is_one_way(long call)
{
	return call == SYS_exit || call == SYS_exit_group ||
	    call == SYS_rt_sigreturn;
}

/*
 * uretprobe and uprobe, the other end of a tracer's breakpoint: x86-64 kernels
 * from 6.12 on show them to no filter. Made by anyone else they fail.
 */
static bool
is_hidden_from_filters(long call)
{
	return call == 335 || call == 336;
}

static bool
is_denied(long call)
{
	return !is_attack(call) && !is_allowed(subject, call) &&
	    !is_one_way(call) && !is_hidden_from_filters(call);
}

static bool
has_ended_well(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
is_treated_as_listed(void)
{
	int status;

	if (is_one_way(number))
		return is_allowed(subject, number);
	status = cell_try(subject, FROM_USER, NULL, call_it);
	if (is_attack(number))
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
	if (is_allowed(subject, number))
		return has_ended_well(status) && cell.seen->denials == 0;
	return has_ended_well(status) && cell.seen->denials == 1 &&
	    cell.seen->denied == number;
}

static long
call_all_denied(void)
{
	for (number = 0; number < NUMBERS; number++)
		if (is_denied(number))
			(void)call_it();
	return 0;
}

/*
 * What is denied changes nothing in a process, so that one prisoner can try
 * all of it, where each would be a process of its own. Every number is reported
 * once; when the sum is wrong, they are tried one by one.
 */
static bool
are_denied_together(void)
{
	unsigned expected = 0;
	int status;

	for (long call = 0; call < NUMBERS; call++)
		expected += is_denied(call);
	status = cell_try(subject, FROM_USER, NULL, call_all_denied);
	return has_ended_well(status) && cell.seen->denials == expected;
}

static void
try_every_number(const struct role *role)
{
	unsigned wrong = 0;
	bool denied_is_known;

	subject = role->manifest;
	denied_is_known = are_denied_together();
	for (number = 0; number < NUMBERS; number++) {
		if (is_hidden_from_filters(number) ||
		    (denied_is_known && is_denied(number)) ||
		    is_treated_as_listed())
			continue;
		(void)printf("# call %ld: %u denials\n", number,
		    cell.seen->denials);
		wrong++;
	}
	(void)is_num(wrong, 0, "%s: each of %d system calls is allowed, denied "
	    "or deadly as --show-jail says", role->name, NUMBERS);
}

/* Reports ----------------------------------------------------------------- */

static long
deny_three(void)
{
	(void)fork_process();
	(void)fork_process();
	return fork_process();
}

static long
deny_two_kinds(void)
{
	(void)fork_process();
	(void)become_root();
	return fork_process();
}

static void
report_checks(void)
{
	(void)cell_try(&engine_manifest, FROM_USER, NULL, deny_three);
	(void)is_num(cell.seen->denials, 1,
	    "a denied call is reported once, however often it is tried");
	(void)cell_try(&engine_manifest, FROM_USER, NULL, deny_two_kinds);
	(void)is_num(cell.seen->denials, 2, "another call is reported too");
	(void)is_num(cell.seen->denied, SYS_setuid, "with its number");
}

int
main(void)
{
	cell_build();
	cell_put_victim();
	for (enum upbringing from = FROM_ROOT; from <= FROM_USER; from++) {
		if (from == FROM_ROOT && geteuid() != 0) {
			(void)ok(true, "jails made by root # SKIP not root");
			continue;
		}
		run_trials(filtered, COUNT_OF(filtered), from);
		if (!SANITIZED)
			run_trials(filtered_in_normal_builds,
			    COUNT_OF(filtered_in_normal_builds), from);
	}
	run_trials(landlocked, COUNT_OF(landlocked), LANDLOCK_ONLY);
	/* A filter is the kernel's affair: a sanitizer adds only minutes. */
	for (size_t i = 0; !SANITIZED && i < COUNT_OF(roles); i++)
		try_every_number(&roles[i]);
	report_checks();
	cell_remove();
	return done_testing();
}
