/* SPDX-License-Identifier: ISC */
/*
 * Where log lines go: one write each, appended, under a record lock; what is
 * forwarded instead; what of the engine's notes is believed. write(2), time(2)
 * and getpid(2) are replaced, so that lines can be compared whole and each
 * write can be looked at. A process's log is set up once, so each story is
 * told in a child.
 */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fd.h"
#include "log/event.h"
#include "log/sink.h"
#include "log/syslogd.h"
#include "tap.h"

static char dir[64] = "/tmp/oneftpd-XXXXXX";
#define NATIVE "native.log"
#define XFERLOG "xferlog"

/* What the children have seen; shared with the test. */
static struct seen {
	unsigned writes;	/* to a log */
	unsigned locked;	/* of these, under a lock */
	unsigned appended;	/* of these, with O_APPEND */
	int level;		/* of the last line to syslog */
	char line[1024];	/* to syslog, or forwarded */
	int64_t ms, all_ms;	/* that the first line took, and all */
	char ident[32];
	pid_t pid;		/* of the last line to syslog */
	bool is_connected;	/* to syslog */
} *seen;

/* Is the file locked for somebody else? A lock is never in one's own way. */
static bool
is_locked(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int status = -1;
	pid_t other = fork();

	if (other == 0)
		_exit(fcntl(fd, F_GETLK, &lock) == 0 &&
		    lock.l_type != F_UNLCK && lock.l_len == 0 ? 1 : 0);
	(void)waitpid(other, &status, 0);
	return WEXITSTATUS(status) == 1;
}

/* Stand-ins for libc ------------------------------------------------------- */

ssize_t write_seen(int fd, const void *bytes, size_t len) __asm__("write");
time_t time_told(time_t *when) __asm__("time");
pid_t getpid_told(void) __asm__("getpid");

ssize_t
write_seen(int fd, const void *bytes, size_t len)
{
	if (fd > STDERR_FILENO) {
		seen->writes++;
		seen->locked += is_locked(fd);
		seen->appended += (fcntl(fd, F_GETFL) & O_APPEND) != 0;
	}
	return syscall(SYS_write, fd, bytes, len);
}

time_t
time_told(time_t *when)
{
	if (when != NULL)
		*when = 1795469495;
	return 1795469495;
}

pid_t
getpid_told(void)
{
	return 2783;
}

/* Stand-ins for the syslog daemon ------------------------------------------ */

void
syslogd_connect(struct syslogd *syslogd)
{
	(void)syslogd;
	seen->is_connected = true;
}

void
syslogd_tell(struct syslogd *syslogd, const struct syslog_name *name,
    int level, struct span text)
{
	(void)syslogd;
	seen->level = level;
	seen->pid = name->pid;
	(void)snprintf(seen->ident, sizeof(seen->ident), "%s", name->ident);
	(void)snprintf(seen->line, sizeof(seen->line), "%.*s",
	    SPAN_ARGS(text));
}

/* Helpers ------------------------------------------------------------------ */

static const struct facts download = {
	.text = { "/home/u1/f.txt", 14 }, .bytes = 9, .usec = 46260,
};

#define DATE "Mon Nov 23 21:31:35 2026"
#define NATIVE_LINE DATE " [pid 2783] [u1] OK DOWNLOAD: " \
	"Client \"127.0.0.1\", \"/home/u1/f.txt\", 9 bytes, 0.19Kbyte/sec\n"
#define LOST_LINE(count) DATE " [pid 2783] [u1] DEBUG: Client \"127.0.0.1\", " \
	"\"" count " lost: this log did not take more in time.\"\n"
#define XFERLOG_LINE DATE \
	" 1 127.0.0.1 9 /home/u1/f.txt b _ o r u1 ftp 0 * c\n"

static void
open_logs(const struct log_setup *setup)
{
	log_open(setup);
	log_set_peer("127.0.0.1");
	log_set_user(span_of("u1"));
	log_set_identity('r', span_of("u1"));
}

static int
told_in_child(void (*story)(void))
{
	int status = -1;
	pid_t child;

	memset(seen, 0, sizeof(*seen));
	child = fork();
	if (child == 0) {
		story();
		_exit(0);
	}
	(void)waitpid(child, &status, 0);
	return status;
}

static const char *
contents(const char *path)
{
	static char text[8192];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd_read_up_to(fd, text, sizeof(text) - 1);

	(void)close(fd);
	text[len > 0 ? len : 0] = '\0';
	return text;
}

static void
clear(void)
{
	(void)unlink(NATIVE);
	(void)unlink(XFERLOG);
}

/* Stories ------------------------------------------------------------------ */

static void
both_with_lock(void)
{
	open_logs(&(struct log_setup){
	    .native_path = NATIVE, .xferlog_path = XFERLOG, .lock = true });
	event(EV_DOWNLOAD, &download);
	event(EV_CONNECT, &(struct facts){ 0 });
	_exit(is_locked(3) || is_locked(4) ? 1 : 0);
}

static void
both_without_lock(void)
{
	open_logs(&(struct log_setup){
	    .native_path = NATIVE, .xferlog_path = XFERLOG });
	event(EV_DOWNLOAD, &download);
}

static void
test_files(void)
{
	struct stat facts;

	is_num(told_in_child(both_with_lock), 0, "both locks are given back");
	is_text(contents(NATIVE), NATIVE_LINE DATE
	    " [pid 2783] [u1] CONNECT: Client \"127.0.0.1\"\n",
	    "the native log has both lines, byte by byte");
	is_text(contents(XFERLOG), XFERLOG_LINE,
	    "the xferlog has the transfer alone");
	is_num(seen->writes, 3, "one write per line");
	is_num(seen->locked, 3, "each under a lock of the whole file");
	is_num(seen->appended, 3, "each appends");
	ok(stat(NATIVE, &facts) == 0 && (facts.st_mode & 07777) == 0600,
	    "a new log is for its owner only");

	is_num(told_in_child(both_without_lock), 0, "no_log_lock");
	is_num(seen->writes, 2, "no_log_lock: one write per line");
	is_num(seen->locked, 0, "no_log_lock: no lock");
	is_text(contents(XFERLOG), XFERLOG_LINE XFERLOG_LINE,
	    "no_log_lock: what was there stays");
	clear();
}

static void
open_impossible(void)
{
	open_logs(&(struct log_setup){
	    .native_path = NATIVE, .xferlog_path = "none/xferlog" });
	event(EV_DOWNLOAD, &download);
}

static void
both_impossible(void)
{
	open_logs(&(struct log_setup){
	    .native_path = "none/native", .xferlog_path = "none/xferlog" });
	event(EV_DOWNLOAD, &download);
}

static void
are_close_on_exec(void)
{
	open_logs(&(struct log_setup){
	    .native_path = NATIVE, .xferlog_path = XFERLOG });
	_exit((fcntl(3, F_GETFD) & fcntl(4, F_GETFD)) == FD_CLOEXEC ? 0 : 1);
}

/* A full disk and a closed log are not the client's problem. */
static void
unwritable(void)
{
	open_logs(&(struct log_setup){ .native_path = "/dev/full",
	    .xferlog_path = XFERLOG, .lock = true });
	event(EV_DOWNLOAD, &download);
	_exit(0);
}

static void
too_long(void)
{
	static char text[LOG_LINE_MAX];

	memset(text, 'x', sizeof(text) - 1);
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	event(EV_COMMAND, &(struct facts){ .text = span_of(text) });
	event_text(EV_FAULT, "%s", text);
}

static void
test_failures(void)
{
	is_num(told_in_child(open_impossible), 0,
	    "a log that cannot be opened ends nothing");
	ok(strstr(contents(NATIVE), "cannot open the log none/xferlog: No "
	    "such file or directory;") != NULL &&
	    strstr(contents(NATIVE), NATIVE_LINE) != NULL,
	    "it is named in the other, with the reason");
	clear();
	(void)told_in_child(both_impossible);
	ok(strstr(seen->line, "cannot open the log none/native: ") != NULL,
	    "or else in syslog");
	is_num(seen->level, event_rows[EV_NO_LOG].level, "as an error");
	is_num(told_in_child(are_close_on_exec), 0,
	    "logs are closed when a program is started");
	clear();
	is_num(told_in_child(unwritable), 0, "a full disk ends no session");
	is_text(contents(XFERLOG), XFERLOG_LINE,
	    "and does not spoil the other log");
	clear();
	is_num(told_in_child(too_long), 0, "a line that is too long");
	is_num(seen->writes, 1, "is left out whole");
	ok(strstr(contents(NATIVE), "DEBUG: Client \"127.0.0.1\", \"xxxx"),
	    "but of a sentence that is too long the beginning is there");
	clear();
}

/* A lock of another program ------------------------------------------------ */

/* Holds a lock of the native log for so long; the pid. */
static pid_t
lock_elsewhere(int ms)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int ready[2];
	char byte;
	pid_t other;

	if (pipe(ready) == -1)
		err(2, "pipe");
	other = fork();
	if (other == 0) {
		int fd = open(NATIVE, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

		if (fd == -1 || fcntl(fd, F_SETLK, &whole) == -1)
			err(2, "%s", NATIVE);
		(void)syscall(SYS_write, ready[1], "", 1);
		(void)poll(NULL, 0, ms);
		_exit(0);
	}
	if (other == -1 || read(ready[0], &byte, 1) != 1)
		err(2, "no other program");
	(void)close(ready[0]);
	(void)close(ready[1]);
	return other;
}

static void
two_with_lock(void)
{
	int64_t began = clock_ms();

	open_logs(&(struct log_setup){ .native_path = NATIVE, .lock = true });
	event(EV_DOWNLOAD, &download);
	seen->ms = clock_ms() - began;
	event(EV_DOWNLOAD, &download);
	seen->all_ms = clock_ms() - began;
}

static void
test_foreign_lock(void)
{
	pid_t other = lock_elsewhere(100);

	is_num(told_in_child(two_with_lock), 0, "a lock of another program");
	is_text(contents(NATIVE), NATIVE_LINE NATIVE_LINE,
	    "is waited for");
	is_num(seen->locked, 2, "and then it is ours");
	(void)waitpid(other, NULL, 0);
	clear();

	other = lock_elsewhere(60000);
	is_num(told_in_child(two_with_lock), 0, "one that is never released");
	is_text(contents(NATIVE), NATIVE_LINE NATIVE_LINE,
	    "hinders no line");
	ok(seen->ms >= 500, "it is waited for half a second");
	ok(seen->all_ms - seen->ms < 250, "and once");
	(void)kill(other, SIGKILL);
	(void)waitpid(other, NULL, 0);
	clear();
}

/* A log that takes nothing for a while ------------------------------------- */

/* The pipe is full, until the reader has taken what is in it. */
static void
full_pipe(void)
{
	static char block[4096];
	int reader;

	if (mkfifo("pipe", 0600) == -1)
		err(2, "pipe");
	reader = open("pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	open_logs(&(struct log_setup){ .native_path = "pipe" });
	while (syscall(SYS_write, reader + 1, block, sizeof(block)) > 0)
		continue;
	event(EV_CONNECT, &(struct facts){ 0 });
	event(EV_CONNECT, &(struct facts){ 0 });
	while (read(reader, block, sizeof(block)) > 0)
		continue;
	event(EV_DOWNLOAD, &download);
	event(EV_DOWNLOAD, &download);
	(void)!fd_read_up_to(reader, seen->line, sizeof(seen->line) - 1);
}

/* The disk takes the beginning of a line. */
static void
full_disk(void)
{
	const struct rlimit some = { .rlim_cur = sizeof(NATIVE_LINE) - 1 + 9,
	    .rlim_max = RLIM_INFINITY };
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

	(void)signal(SIGXFSZ, SIG_IGN);
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	event(EV_DOWNLOAD, &download);
	(void)setrlimit(RLIMIT_FSIZE, &some);
	event(EV_DOWNLOAD, &download);
	(void)setrlimit(RLIMIT_FSIZE, &all);
	event(EV_DOWNLOAD, &download);
}

static void
test_losses(void)
{
	is_num(told_in_child(full_pipe), 0, "a log that is full");
	ok(event_rows[EV_LOST].level <= LOG_ERR,
	    "what it has not got is grave: it is told in syslog if need be");
	is_text(seen->line, LOST_LINE("2 lines were") NATIVE_LINE NATIVE_LINE,
	    "tells once what it has not got");
	(void)unlink("pipe");
	is_num(told_in_child(full_disk), 0, "a line that is cut");
	is_text(contents(NATIVE), NATIVE_LINE "Mon Nov 2\n"
	    LOST_LINE("1 line was")
	    NATIVE_LINE, "does not spoil the next");
	clear();
}

/* syslog, and notes of the engine ------------------------------------------ */

static void
to_syslog(void)
{
	open_logs(&(struct log_setup){ .use_syslog = true,
	    .syslog_ident = "vsftpd", .xferlog_path = XFERLOG });
	event(EV_LOGIN, &(struct facts){ .failed = true });
}

static void
grave_without_log(void)
{
	open_logs(&(struct log_setup){ 0 });
	log_adopt(&(struct log_setup){ 0 });
	event(EV_CONNECT, &(struct facts){ 0 });
	event_text(EV_BAD_PACKET, "The engine sent %s.", "a\nb");
}

static void
grave_with_log(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	event_text(EV_BAD_PACKET, "The engine sent %s.", "x");
}

/* log_die ------------------------------------------------------------------ */

static void
fault_told(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE,
	    .syslog_ident = "vsftpd", .tells_faults = true });
	event_text(EV_FAULT, "cannot read %s", "a\nb");
}

static void
fault_not_told(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	event_text(EV_FAULT, "cannot read x");
}

static void
fault_of_a_user(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	log_adopt(&(struct log_setup){ .tells_faults = true });
	event_text(EV_FAULT, "cannot read x");
}

static void
test_faults(void)
{
	(void)told_in_child(fault_told);
	is_text(seen->line, "ERROR: cannot read a?b",
	    "log_die: a fault is in syslog, in these words and harmless");
	is_num(seen->level, LOG_WARNING, "log_die: as a warning");
	is_num(seen->writes, 1, "log_die: and in the native log");
	ok(seen->is_connected, "log_die: connected before any jail");
	clear();
	(void)told_in_child(fault_not_told);
	is_text(seen->line, "", "without log_die the native log has it alone");
	clear();
	(void)told_in_child(fault_of_a_user);
	is_text(seen->line, "ERROR: cannot read x",
	    "log_die: a user's own file may ask for it");
	ok(seen->is_connected, "and syslog is connected then");
	clear();
}

/* What a user's own file may change at login ------------------------------- */

static void
adopted(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE, .lock = true });
	log_adopt(&(struct log_setup){ .script = SCRIPT_UTF8 });
	event(EV_COMMAND, &(struct facts){ .text = span_of("\xc3\xa9\x80") });
}

static void
adopted_syslog(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	log_adopt(&(struct log_setup){ .use_syslog = true });
	event(EV_CONNECT, &(struct facts){ 0 });
}

static void
test_adopting(void)
{
	(void)told_in_child(adopted);
	ok(strstr(contents(NATIVE), "\"\xc3\xa9\\x80\"") != NULL,
	    "wc_logs_enable may come at login");
	is_num(seen->writes, 1, "the log that is open stays");
	is_num(seen->locked, 0, "and so may no_log_lock");
	clear();
	(void)told_in_child(adopted_syslog);
	is_text(seen->line, "[u1] CONNECT: Client \"127.0.0.1\"",
	    "syslog_enable may come at login");
	is_num(seen->writes, 0, "and then the file gets no more lines");
	clear();
}

static void
test_syslog(void)
{
	(void)told_in_child(to_syslog);
	is_text(seen->line, "[u1] FAIL LOGIN: Client \"127.0.0.1\"",
	    "syslog: the line has neither date nor pid");
	is_num(seen->level, LOG_WARNING, "syslog: a failed login is a warning");
	is_text(seen->ident, "vsftpd", "syslog: under the name that is set");
	is_num(seen->pid, 2783, "syslog: with the pid");
	ok(seen->is_connected, "syslog: connected before any jail");
	is_num(seen->writes, 0, "syslog: and in no file");

	(void)told_in_child(grave_without_log);
	is_text(seen->line, "[u1] DEBUG: Client \"127.0.0.1\", "
	    "\"The engine sent a?b.\"",
	    "an attack is in syslog even if nothing is to be logged");
	is_num(seen->level, LOG_ALERT, "as an alert");
	(void)told_in_child(grave_with_log);
	is_text(seen->line, "", "but not if there is a log");
	clear();
}

static void
keep_event(enum event_kind kind, const struct facts *facts)
{
	(void)snprintf(seen->line, sizeof(seen->line), "%s %.*s",
	    event_rows[kind].name, SPAN_ARGS(facts->text));
}

static void
forwarded(void)
{
	open_logs(&(struct log_setup){ .native_path = NATIVE });
	log_forward_to(keep_event);
	event_text(EV_JAIL_PARTIAL, "no %s", "Landlock");
}

/* The exit status counts the kinds that were believed. */
static void
noted(void)
{
	int believed = 0;

	log_forward_to(keep_event);
	for (uint32_t kind = 0; kind < EV_COUNT; kind++) {
		bool may = event_rows[kind].origin == FROM_ENGINE;
		int result;

		seen->line[0] = '\0';
		result = event_from_engine(kind, span_of("x"));
		if (may != (result == 0) || may != (seen->line[0] != '\0'))
			_exit(100);
		believed += may;
	}
	if (event_from_engine(EV_COUNT, span_of("x")) != -1 ||
	    event_from_engine(UINT32_MAX, span_of("x")) != -1)
		_exit(101);
	_exit(believed);
}

static void
test_engine(void)
{
	int status;

	(void)told_in_child(forwarded);
	is_text(seen->line, "JAIL_PARTIAL no Landlock",
	    "the engine's events are forwarded");
	is_num(seen->writes, 0, "and written nowhere else");
	clear();
	status = told_in_child(noted);
	ok(WIFEXITED(status) && WEXITSTATUS(status) > 0 &&
	    WEXITSTATUS(status) < 100,
	    "of what the engine notes, only what it may know is believed");
	ok(event_rows[EV_LOGIN].origin == FROM_SERVERS &&
	    event_rows[EV_DOWNLOAD].origin == FROM_SERVERS &&
	    event_rows[EV_CONNECT].origin == FROM_SERVERS,
	    "no login, transfer or connection is among it");
}

int
main(void)
{
	(void)setenv("TZ", "UTC0", 1);
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (seen == MAP_FAILED || mkdtemp(dir) == NULL || chdir(dir) == -1)
		err(2, "%s", dir);
	(void)umask(0);
	fd_close_from(3);
	test_files();
	test_failures();
	test_foreign_lock();
	test_losses();
	test_syslog();
	test_faults();
	test_adopting();
	test_engine();
	if (rmdir(dir) == -1)
		err(2, "%s", dir);
	return done_testing();
}
