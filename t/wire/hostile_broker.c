/* SPDX-License-Identifier: ISC */
/*
 * The real monitor, staying after login, against a broker that has been taken
 * over: it gets a socket for ftp_data_port where an option says so, can give
 * its own user's files away where an option says so, and nothing else. As root
 * only: without privilege no monitor stays.
 *
 * The engine here logs in and waits; the broker is a function pointer to the
 * monitor, so each row below brings its own. It reports through a pipe.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "conf/conf.h"
#include "monitor/run.h"
#include "tap.h"
#include "wire/channel.h"
#include "wire/refusal.h"

#define USER "daemon"		/* of the session; a user on any machine */
#define USER_ID 1

typedef void (*attack)(struct channel *monitor);

static attack current_attack;	/* set in the child before the monitor runs */
static int report[2];		/* what the broker has to say */
static char root[] = "/tmp/hostile.XXXXXX";
static struct channel to_monitor, to_engine;
static struct message answer;

/* The roles ---------------------------------------------------------------- */

static void
say(const char *word)
{
	(void)!write(report[1], word, strlen(word));
	(void)!write(report[1], "\n", 1);
}

/* Logs in, and leaves when the broker does. */
static void NORETURN
waiting_engine(const struct engine_start *start)
{
	struct msg_login login = { .user = span_of("ftp") };
	char byte;

	(void)!read(start->control, &byte, 1);
	channel_init(&to_engine, start->monitor, ENGINE, MONITOR);
	(void)!channel_send_login(&to_engine, &login);
	while (channel_receive(&to_engine, &answer) == RECEIVED)
		to_engine.phase = IN_SESSION;
	_exit(7);
}

/* As the session's user, which is all that the real one is, too. */
static void NORETURN
hostile_broker(const struct broker_start *start)
{
	if (setresgid(USER_ID, USER_ID, USER_ID) == -1 ||
	    setresuid(USER_ID, USER_ID, USER_ID) == -1)
		_exit(99);
	channel_init(&to_monitor, start->monitor, BROKER, MONITOR);
	to_monitor.phase = IN_SESSION;
	current_attack(&to_monitor);
	_exit(0);
}

static void
expect_end(struct channel *monitor)
{
	struct pollfd fd = { monitor->fd, POLLIN, 0 };

	if (poll(&fd, 1, 5000) == 1 &&
	    channel_receive(monitor, &answer) == PEER_GONE)
		say("gone");
	else
		say("still there");
}

static void
await_answer(struct channel *monitor)
{
	if (channel_receive(monitor, &answer) != RECEIVED)
		say("no answer");
}

/* Attacks ------------------------------------------------------------------ */

static int
open_in_root(const char *name, int flags, mode_t mode)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", root, name);
	return open(path, flags | O_CLOEXEC, mode);
}

static void
offer(struct channel *monitor, int file)
{
	(void)!channel_send_give_away(monitor,
	    &(struct msg_give_away){ .file = file });
}

static void
ask_for_port(struct channel *monitor)
{
	(void)!channel_send_low_port(monitor, &(struct msg_low_port){ 0 });
}

static void
port_not_granted(struct channel *monitor)
{
	ask_for_port(monitor);
	expect_end(monitor);
}

static void
say_where(int stream)
{
	struct sockaddr_in here = { 0 };
	socklen_t size = sizeof(here);
	char text[64];

	if (getsockname(stream, (struct sockaddr *)&here, &size) == -1)
		say(strerror(errno));
	(void)snprintf(text, sizeof(text), "%s:%u", inet_ntoa(here.sin_addr),
	    ntohs(here.sin_port));
	say(text);
}

static void
port_granted(struct channel *monitor)
{
	for (int i = 0; i < 2; i++) {
		ask_for_port(monitor);
		await_answer(monitor);
		say_where(answer.as.low_port_reply.stream);
	}
}

static void
file_not_granted(struct channel *monitor)
{
	offer(monitor, open_in_root("mine", O_RDWR, 0));
	expect_end(monitor);
}

/* Twice: the second time it is the receiver's already. */
static void
own_file(struct channel *monitor)
{
	int file = open_in_root("mine", O_RDWR, 0);
	struct stat facts = { 0 };

	for (int i = 0; i < 2; i++) {
		offer(monitor, file);
		await_answer(monitor);
		if (answer.as.give_away_reply.error != 0)
			say(strerror((int)answer.as.give_away_reply.error));
	}
	(void)!fstat(file, &facts);
	say(facts.st_uid == 2 && facts.st_gid == USER_ID ? "given" : "kept");
	say(fchmod(file, 0777) == -1 ? "not mine any more" : "still mine");
}

/* It would be a program that runs as its new owner. */
static void
set_id_file(struct channel *monitor)
{
	int file = open_in_root("mine2", O_RDWR, 0);

	if (fchmod(file, 06755) == -1)
		say("not mine");
	offer(monitor, file);
	await_answer(monitor);
	say(strerror((int)answer.as.give_away_reply.error));
}

static void
another_file(struct channel *monitor)
{
	offer(monitor, open_in_root("another's", O_RDONLY, 0));
	expect_end(monitor);
}

static void
own_directory(struct channel *monitor)
{
	offer(monitor, open_in_root("dir", O_RDONLY | O_DIRECTORY, 0));
	expect_end(monitor);
}

static void
own_pipe(struct channel *monitor)
{
	int ends[2];

	(void)!pipe2(ends, O_CLOEXEC);
	offer(monitor, ends[0]);
	expect_end(monitor);
}

static void
no_file(struct channel *monitor)
{
	offer(monitor, NO_FD);
	expect_end(monitor);
}

/* A path alone, not opened: the kernel does not chown through it. */
static void
path_only(struct channel *monitor)
{
	offer(monitor, open_in_root("mine2", O_PATH, 0));
	await_answer(monitor);
	say(strerror((int)answer.as.give_away_reply.error));
}

static void
noise(struct channel *monitor)
{
	(void)!send(monitor->fd, "\xff\xff\xff\xff", 4, MSG_NOSIGNAL);
	expect_end(monitor);
}

/* A request that only the engine may make: the channel is told that this is
 * the engine's, since our own code would not send it. */
static void
login_again(struct channel *monitor)
{
	struct msg_login login = { .user = span_of("root") };

	monitor->self = ENGINE;
	(void)!channel_send_login(monitor, &login);
	monitor->self = BROKER;
	expect_end(monitor);
}

static void
forged_note(struct channel *monitor)
{
	monitor->self = ENGINE;
	(void)!channel_send_note(monitor, &(struct msg_note){
		.event = 0, .text = span_of("forged") });
	monitor->self = BROKER;
	expect_end(monitor);
}

/* The test's side ---------------------------------------------------------- */

#define PORT_20 "connect_from_port_20=YES"
#define GIVING "chown_uploads=YES"

static const struct {
	const char *name;
	attack run;
	const char *options[2];
	const char *words;	/* what the broker is to report */
	const char *log;	/* what the log must say; NULL: nothing */
} rows[] = {
	{ "a port comes twice, bound where the client is connected",
	    port_granted, { PORT_20 }, "127.0.0.1:20\n127.0.0.1:20\n", NULL },
	{ "ftp_data_port says which", port_granted,
	    { PORT_20, "ftp_data_port=989" },
	    "127.0.0.1:989\n127.0.0.1:989\n", NULL },
	{ "without connect_from_port_20 there is none", port_not_granted,
	    { GIVING }, "gone\n", "no option grants" },
	{ "without chown_uploads no file is given away", file_not_granted,
	    { PORT_20 }, "gone\n", "no option grants" },
	{ "a file of its own is given away", own_file,
	    { GIVING }, "given\nnot mine any more\n", NULL },
	{ "a set-id file is not", set_id_file,
	    { GIVING }, "Operation not permitted\n", NULL },
	{ "nor a file of another's", another_file,
	    { GIVING }, "gone\n", "not its own" },
	{ "nor a directory", own_directory,
	    { GIVING }, "gone\n", "not its own" },
	{ "nor a pipe", own_pipe, { GIVING }, "gone\n", "not its own" },
	{ "nor nothing", no_file, { GIVING }, "gone\n", "not its own" },
	{ "nor a file that was not opened", path_only,
	    { GIVING }, "Bad file descriptor\n", NULL },
	{ "noise ends the session", noise,
	    { PORT_20 }, "gone\n", "malformed" },
	{ "a login ends the session", login_again,
	    { PORT_20, GIVING }, "gone\n", "this role may not send" },
	{ "so does an event for the log", forged_note,
	    { PORT_20, GIVING }, "gone\n", "this role may not send" },
};

static void
put_path(char path[static 256], const char *name)
{
	(void)snprintf(path, 256, "%s/%s", root, name);
}

static void
make(const char *name, bool is_directory, uid_t owner)
{
	char path[256];
	int fd;

	put_path(path, name);
	if (is_directory) {
		(void)mkdir(path, 0755);
	} else {
		fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC,
		    0644);
		fd_close(&fd);
	}
	if (chown(path, owner, owner) == -1)
		(void)printf("Bail out! cannot make %s\n", path);
}

static void
make_tree(void)
{
	if (mkdtemp(root) == NULL || chmod(root, 0755) == -1)
		(void)printf("Bail out! cannot make %s\n", root);
	make("empty", true, 0);
	make("dir", true, USER_ID);
	make("mine", false, USER_ID);
	make("mine2", false, USER_ID);
	make("another's", false, 65534);
}

static void
remove_tree(void)
{
	static const char *const names[] = {
		"empty", "dir", "mine", "mine2", "another's", "",
	};
	char path[256];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		put_path(path, names[i]);
		(void)remove(path);
	}
}

static void
set(struct conf_load *load, const char *name, const char *value)
{
	char setting[400];

	(void)snprintf(setting, sizeof(setting), "%s%s", name, value);
	if (conf_load_setting(load, span_of(setting)) == -1)
		(void)printf("Bail out! %s is no setting\n", setting);
}

static void NORETURN
run_monitor(int control, size_t row)
{
	static const struct roles roles = { waiting_engine, hostile_broker };
	static struct conf conf;
	static struct conf_load load;
	static struct arena arena;
	char path[256];

	if (dup2(control, 0) == -1 || arena_init(&arena, 1 << 20) == -1)
		_exit(99);
	monitor_prepare();
	conf_load_init(&load, &conf, arena_get(&arena, option_row_count *
	    sizeof(struct conf_origin)), &arena);
	load.report = monitor_report_fault;
	set(&load, "xferlog_enable=YES", "");
	set(&load, "ftp_username=", USER);
	set(&load, "chown_username=", "bin");
	set(&load, "anon_root=", root);
	put_path(path, "empty");
	set(&load, "secure_chroot_dir=", path);
	put_path(path, "log");
	set(&load, "vsftpd_log_file=", path);
	for (size_t i = 0; i < COUNT_OF(rows[row].options); i++)
		if (rows[row].options[i] != NULL)
			set(&load, rows[row].options[i], "");
	current_attack = rows[row].run;
	monitor_run(&(struct monitor_start){ .load = &load, .roles = &roles });
}

/* A TCP connection to ourselves: the client's end, and the server's. */
static void
connect_pair(int *client_out, int *server_out)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*client_out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&address, size) == -1 ||
	    listen(listener, 1) == -1 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) == -1 ||
	    connect(*client_out, (struct sockaddr *)&address, size) == -1)
		(void)printf("Bail out! no loopback: %s\n", strerror(errno));
	*server_out = accept(listener, NULL, NULL);
	fd_close(&listener);
}

static void
read_log(char *text, size_t size)
{
	char path[256];
	ssize_t len = 0;
	int fd;

	put_path(path, "log");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != NO_FD)
		len = fd_read_up_to(fd, text, size - 1);
	text[len > 0 ? len : 0] = '\0';
	fd_close(&fd);
	(void)unlink(path);
}

static void
play(size_t row)
{
	static char words[4096], log[65536];
	int client, server, status = -1;
	ssize_t len;
	pid_t monitor;

	connect_pair(&client, &server);
	if (pipe2(report, O_CLOEXEC) == -1)
		(void)printf("Bail out! no pipe: %s\n", strerror(errno));
	monitor = fork();
	if (monitor == 0)
		run_monitor(server, row);
	fd_close(&server);
	fd_close(&report[1]);
	/* The engine is started for the first byte of a client. */
	(void)!write(client, "\n", 1);
	/* Until all of the session have ended. */
	len = fd_read_up_to(report[0], words, sizeof(words) - 1);
	words[len > 0 ? len : 0] = '\0';
	(void)waitpid(monitor, &status, 0);
	fd_close(&client);
	fd_close(&report[0]);
	read_log(log, sizeof(log));
	(void)is_text(words, rows[row].words, "%s", rows[row].name);
	(void)is_num(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 7,
	    "... and the session ends as its engine does");
	if (rows[row].log != NULL &&
	    !ok(strstr(log, rows[row].log) != NULL,
	    "... and the log says \"%s\"", rows[row].log))
		(void)printf("# %s", log);
	if (rows[row].log == NULL &&
	    !ok(strstr(log, "DEBUG") == NULL, "... and nothing is amiss"))
		(void)printf("# %s", log);
}

int
main(void)
{
	if (geteuid() != 0) {
		(void)ok(true, "a monitor that stays # SKIP not root");
		return done_testing();
	}
	make_tree();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		play(i);
	remove_tree();
	return done_testing();
}
