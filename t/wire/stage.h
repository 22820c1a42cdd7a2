/* SPDX-License-Identifier: ISC */
/*
 * A stage for a session in which one role has been taken over: the real
 * monitor in a child of the test, a client that is the test, a folder that
 * holds all that they see, and the log. What the taken-over role does is a
 * scene of the test; it says words about what it got, and those are compared.
 */
#ifndef T_WIRE_STAGE_H
#define T_WIRE_STAGE_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
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

/* What the taken-over role does with its channel. */
typedef void (*attack)(struct channel *channel);

struct scene {
	const char *name;
	attack run;
	const char *options[8];
	const char *words;	/* what it is to say, a line each */
	const char *log;	/* what the log must say, or NULL */
	const char *not_log;	/* what it must not say, or NULL */
};

/* The same for all scenes of a test. */
struct stage {
	struct roles roles;
	const char *const *options;	/* "@" is the folder; NULL ends them */
};

static attack current_attack;	/* set in the child before the monitor runs */
static int report;		/* where words go */
static struct message answer;	/* the last that was received */
static char root[] = "/tmp/hostile.XXXXXX";

static inline void
bail_out(const char *what)
{
	(void)printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

/* What the taken-over role has ------------------------------------------- */

static inline void
say(const char *word)
{
	(void)!write(report, word, strlen(word));
	(void)!write(report, "\n", 1);
}

/* Sends bytes that no encoder would make. */
static inline void
send_raw(struct channel *channel, const void *bytes, size_t len)
{
	(void)!send(channel->fd, bytes, len, MSG_NOSIGNAL);
}

/* "gone" when the other side has hung up, which it must. */
static inline void
expect_end(struct channel *channel)
{
	struct pollfd fd = { channel->fd, POLLIN, 0 };

	if (poll(&fd, 1, 5000) == 1 &&
	    channel_receive(channel, &answer) == PEER_GONE)
		say("gone");
	else
		say("still there");
}

/* The folder --------------------------------------------------------------- */

static inline void
put_path(char path[static 256], const char *name)
{
	(void)snprintf(path, 256, "%s/%s", root, name);
}

static inline void
make_file(const char *name, mode_t mode)
{
	char path[256];
	int fd;

	put_path(path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd == NO_FD || write(fd, "x", 1) != 1 || fchmod(fd, mode) == -1)
		bail_out(path);
	fd_close(&fd);
}

static inline void
make_directory(const char *name)
{
	char path[256];

	put_path(path, name);
	if (mkdir(path, 0755) == -1)
		bail_out(path);
}

static inline void
make_link(const char *to, const char *name)
{
	char path[256];

	put_path(path, name);
	if (symlink(to, path) == -1)
		bail_out(path);
}

static inline void
give_to(uid_t owner, const char *name)
{
	char path[256];

	put_path(path, name);
	if (chown(path, owner, owner) == -1)
		bail_out(path);
}

static inline void
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

static inline void
stage_open(void)
{
	if (mkdtemp(root) == NULL || chmod(root, 0755) == -1)
		bail_out(root);
}

static inline int
remove_one(const char *path, const struct stat *facts, int kind,
    struct FTW *where)
{
	(void)facts;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline void
stage_close(void)
{
	(void)nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The session -------------------------------------------------------------- */

static inline void
set(struct conf_load *load, const char *setting)
{
	const char *at = strchr(setting, '@');
	char text[400];

	if (at != NULL)
		(void)snprintf(text, sizeof(text), "%.*s%s%s",
		    (int)(at - setting), setting, root, at + 1);
	else
		(void)snprintf(text, sizeof(text), "%s", setting);
	if (conf_load_setting(load, span_of(text)) == -1)
		bail_out(text);
}

static inline void NORETURN
run_monitor(int control, const struct stage *stage, const struct scene *scene)
{
	static struct conf conf;
	static struct conf_load load;
	static struct arena arena;

	if (dup2(control, 0) == -1 || arena_init(&arena, 1 << 20) == -1)
		_exit(99);
	monitor_prepare();
	conf_load_init(&load, &conf, arena_get(&arena, option_row_count *
	    sizeof(struct conf_origin)), &arena);
	load.report = monitor_report_fault;
	set(&load, "xferlog_enable=YES");
	set(&load, "vsftpd_log_file=@/log");
	for (size_t i = 0; stage->options[i] != NULL; i++)
		set(&load, stage->options[i]);
	for (size_t i = 0; i < COUNT_OF(scene->options); i++)
		if (scene->options[i] != NULL)
			set(&load, scene->options[i]);
	current_attack = scene->run;
	monitor_run(&(struct monitor_start){
		.load = &load, .roles = &stage->roles });
}

/* A TCP connection to ourselves: the client's end, and the server's. */
static inline void
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
		bail_out("no loopback");
	*server_out = accept(listener, NULL, NULL);
	fd_close(&listener);
}

/* Starts the session of a scene; its client is at *client_out. */
static inline pid_t
stage_begin(const struct stage *stage, const struct scene *scene,
    int *client_out)
{
	int server;
	pid_t monitor;

	connect_pair(client_out, &server);
	monitor = fork();
	if (monitor == 0)
		run_monitor(server, stage, scene);
	fd_close(&server);
	/* The engine is started for the first byte of a client. */
	(void)!write(*client_out, "\n", 1);
	return monitor;
}

/* All that comes until nobody has the other end any more. */
static inline void
read_words(int from, char words[static 4096])
{
	ssize_t len = fd_read_up_to(from, words, 4095);

	words[len > 0 ? len : 0] = '\0';
}

/* What a session leaves: its exit status, -1 if there is none, and the log. */
struct ending {
	int status;
	char log[65536];
};

static inline const struct ending *
stage_await(pid_t monitor)
{
	static struct ending ending;
	int status = -1;

	(void)waitpid(monitor, &status, 0);
	read_log(ending.log, sizeof(ending.log));
	ending.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return &ending;
}

/* Waits for the end, and compares. The session's exit status, or -1. */
static inline int
stage_end(pid_t monitor, const struct scene *scene, const char *words)
{
	const struct ending *ending = stage_await(monitor);

	(void)is_text(words, scene->words, "%s", scene->name);
	if (scene->log != NULL)
		(void)(ok(strstr(ending->log, scene->log) != NULL,
		    "... and the log says \"%s\"", scene->log) ||
		    printf("# %s", ending->log));
	if (scene->not_log != NULL)
		(void)(ok(strstr(ending->log, scene->not_log) == NULL,
		    "... and not \"%s\"", scene->not_log) ||
		    printf("# %s", ending->log));
	return ending->status;
}

#endif
