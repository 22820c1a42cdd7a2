/* SPDX-License-Identifier: ISC */
/*
 * The real monitor, after login, against a broker that has been taken over: it
 * has two sockets for ftp_data_port where an option says so, can give its own
 * user's files away where an option says so, and nothing else. As root only:
 * without privilege no monitor stays (S36).
 *
 * The engine here logs in and waits; the broker is a function pointer to the
 * monitor, so each scene below brings its own. It reports through a pipe.
 */
#include "log/record.h"
#include "stage.h"
#include "wire/refusal.h"

#define USER "daemon"		/* of the session; a user on any machine */
#define USER_ID 1

static int word_pipe[2];	/* what the broker has to say */
static struct channel to_monitor, to_engine;
static const int *low_ports;	/* what the broker was handed */
static struct record *shared;	/* with the monitor */

/* The roles ---------------------------------------------------------------- */

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

/* As the real one does where it has been the monitor itself. */
static void NORETURN
end_with_engine(const struct broker_start *start)
{
	int status = 0;

	(void)close(start->engine);
	(void)waitpid(start->engine_pid, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 99);
}

/* As the session's user, which is all that the real one is, too. */
static void NORETURN
hostile_broker(const struct broker_start *start)
{
	if (setresgid(USER_ID, USER_ID, USER_ID) == -1 ||
	    setresuid(USER_ID, USER_ID, USER_ID) == -1)
		_exit(99);
	report = word_pipe[1];
	low_ports = start->low_ports;
	shared = start->record;
	channel_init(&to_monitor, start->monitor, BROKER, MONITOR);
	to_monitor.phase = IN_SESSION;
	current_attack(&to_monitor);
	if (start->monitor == NO_FD)
		end_with_engine(start);
	_exit(0);
}

static void
await_answer(struct channel *monitor)
{
	if (channel_receive(monitor, &answer) != RECEIVED)
		say("no answer");
}

/* Attacks ------------------------------------------------------------------ */

static int
open_in_root(const char *name, int flags)
{
	char path[256];

	put_path(path, name);
	return open(path, flags | O_CLOEXEC);
}

static void
offer(struct channel *monitor, int file)
{
	(void)!channel_send_give_away(monitor,
	    &(struct msg_give_away){ .file = file });
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
use_ports(struct channel *monitor)
{
	(void)monitor;
	for (size_t i = 0; i < LOW_PORTS; i++)
		if (low_ports[i] != NO_FD)
			say_where(low_ports[i]);
}

/* The user that it has become may bind none itself. */
static void
bind_another(struct channel *monitor)
{
	const struct sockaddr_in low = {
		.sin_family = AF_INET, .sin_port = htons(989),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)monitor;
	if (bind(fd, (const struct sockaddr *)&low, sizeof(low)) == -1)
		say(strerror(errno));
}

static void
look_for_monitor(struct channel *monitor)
{
	say(monitor->fd == NO_FD ? "nobody" : "somebody");
}

/* Twice: the second time it is the receiver's already. */
static void
own_file(struct channel *monitor)
{
	int file = open_in_root("mine", O_RDWR);
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
	int file = open_in_root("mine2", O_RDWR);

	if (fchmod(file, 06755) == -1)
		say("not mine");
	offer(monitor, file);
	await_answer(monitor);
	say(strerror((int)answer.as.give_away_reply.error));
}

static void
another_file(struct channel *monitor)
{
	offer(monitor, open_in_root("another's", O_RDONLY));
	expect_end(monitor);
}

static void
own_directory(struct channel *monitor)
{
	offer(monitor, open_in_root("dir", O_RDONLY | O_DIRECTORY));
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
	offer(monitor, open_in_root("mine2", O_PATH));
	await_answer(monitor);
	say(strerror((int)answer.as.give_away_reply.error));
}

static void
noise(struct channel *monitor)
{
	send_raw(monitor, "\xff\xff\xff\xff", 4);
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

/* What it leaves behind, killed, is for the monitor to log. */
static void
leave_record(uint32_t kind, const char *path)
{
	record_begin(shared, EV_UPLOAD, span_of(path));
	shared->kind = kind;
	say("left");
	(void)raise(SIGKILL);
}

static void
leave_upload(struct channel *monitor)
{
	(void)monitor;
	leave_record(EV_UPLOAD, "/a\nOK LOGIN");
}

static void
leave_login(struct channel *monitor)
{
	(void)monitor;
	leave_record(EV_LOGIN, "/forged");
}

static void
leave_nonsense(struct channel *monitor)
{
	(void)monitor;
	memset(shared, 0xff, sizeof(*shared));
	leave_record(UINT32_MAX, "/forged");
}

/* No NUL at its end, and began tomorrow. */
static void
leave_endless_path(struct channel *monitor)
{
	(void)monitor;
	memset(shared, 'x', sizeof(*shared));
	shared->kind = EV_UPLOAD;
	say("left");
	(void)raise(SIGKILL);
}

/* The test's side ---------------------------------------------------------- */

#define PORT_20 "connect_from_port_20=YES"
#define GIVING "chown_uploads=YES"
#define AMISS "DEBUG"	/* the log says so of what is */

static const struct scene scenes[] = {
	{ "the low port is bound where the client is connected", use_ports,
	    { PORT_20 }, "127.0.0.1:20\n127.0.0.1:20\n", NULL, AMISS },
	{ "a monitor that stays makes no difference", use_ports,
	    { PORT_20, GIVING }, "127.0.0.1:20\n127.0.0.1:20\n", NULL,
	    AMISS },
	{ "ftp_data_port says which", use_ports,
	    { PORT_20, "ftp_data_port=989" },
	    "127.0.0.1:989\n127.0.0.1:989\n", NULL, AMISS },
	{ "without connect_from_port_20 there is none", use_ports,
	    { GIVING }, "", NULL, AMISS },
	{ "nor where PORT is forbidden", use_ports,
	    { PORT_20, "port_enable=NO" }, "", NULL, AMISS },
	{ "no other low port can be had", bind_another,
	    { PORT_20 }, "Permission denied\n", NULL, AMISS },
	{ "without chown_uploads nobody stays to be asked", look_for_monitor,
	    { PORT_20 }, "nobody\n", NULL, AMISS },
	{ "a file of its own is given away", own_file,
	    { GIVING }, "given\nnot mine any more\n", NULL, AMISS },
	{ "a set-id file is not", set_id_file,
	    { GIVING }, "Operation not permitted\n", NULL, AMISS },
	{ "nor a file of another's", another_file,
	    { GIVING }, "gone\n", "not its own", NULL },
	{ "nor a directory", own_directory,
	    { GIVING }, "gone\n", "not its own", NULL },
	{ "nor a pipe", own_pipe, { GIVING }, "gone\n", "not its own", NULL },
	{ "nor nothing", no_file, { GIVING }, "gone\n", "not its own", NULL },
	{ "nor a file that was not opened", path_only,
	    { GIVING }, "Bad file descriptor\n", NULL, AMISS },
	{ "an upload that a killed broker leaves is logged, on one line",
	    leave_upload, { GIVING }, "left\n",
	    "FAIL UPLOAD: Client \"127.0.0.1\", \"/a?OK LOGIN\"",
	    "\nOK LOGIN" },
	{ "an event that is no transfer is not", leave_login,
	    { GIVING }, "left\n", "died of signal 9", "forged" },
	{ "nor is one that there is none of", leave_nonsense,
	    { GIVING }, "left\n", "died of signal 9", "forged" },
	{ "a path without an end has one", leave_endless_path,
	    { GIVING }, "left\n", "FAIL UPLOAD", "OK UPLOAD" },
	{ "noise ends the session", noise,
	    { GIVING }, "gone\n", "malformed", NULL },
	{ "a login ends the session", login_again,
	    { PORT_20, GIVING }, "gone\n", "this role may not send", NULL },
	{ "so does an event for the log", forged_note,
	    { PORT_20, GIVING }, "gone\n", "this role may not send", NULL },
};

static void
make_tree(void)
{
	stage_open();
	make_directory("empty");
	make_directory("dir");
	give_to(USER_ID, "dir");
	make_file("mine", 0644);
	give_to(USER_ID, "mine");
	make_file("mine2", 0644);
	give_to(USER_ID, "mine2");
	make_file("another's", 0644);
	give_to(65534, "another's");
}

static void
play(const struct scene *scene)
{
	static const char *const options[] = {
		"ftp_username=" USER, "chown_username=bin", "anon_root=@",
		"secure_chroot_dir=@/empty", NULL,
	};
	static const struct stage stage = {
		{ waiting_engine, hostile_broker }, options,
	};
	static char words[4096];
	int client;
	pid_t monitor;

	if (pipe2(word_pipe, O_CLOEXEC) == -1)
		bail_out("no pipe");
	monitor = stage_begin(&stage, scene, &client);
	fd_close(&word_pipe[1]);
	/* Until all of the session have ended. */
	read_words(word_pipe[0], words);
	(void)is_num(stage_end(monitor, scene, words), 7,
	    "... and the session ends as its engine does");
	fd_close(&client);
	fd_close(&word_pipe[0]);
}

int
main(void)
{
	if (geteuid() != 0) {
		(void)ok(true, "a monitor that stays # SKIP not root");
		return done_testing();
	}
	make_tree();
	for (size_t i = 0; i < COUNT_OF(scenes); i++)
		play(&scenes[i]);
	stage_close();
	return done_testing();
}
