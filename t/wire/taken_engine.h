/* SPDX-License-Identifier: ISC */
/*
 * An engine that has been taken over, between the real monitor and the real
 * broker, without privilege. It is a function pointer to the monitor, so each
 * scene of a test brings its own; its words go to the control connection, whose
 * other end the test holds.
 */
#ifndef T_WIRE_TAKEN_ENGINE_H
#define T_WIRE_TAKEN_ENGINE_H

#include "broker/run.h"
#include "stage.h"
#include "wire/refusal.h"

#define GREETING "hello"
#define GREETED "220 " GREETING "\r\n"

#define SELF "\x7f\0\0\1"	/* 127.0.0.1 */

static struct channel wire;

static inline void NORETURN
taken_engine(const struct engine_start *start)
{
	char byte;

	/* Unread, it would turn the end of the connection into a reset. */
	(void)!read(start->control, &byte, 1);
	report = start->control;
	channel_init(&wire, start->monitor, ENGINE, MONITOR);
	current_attack(&wire);
	_exit(0);
}

/* Requests ----------------------------------------------------------------- */

static inline void
say_refusal(uint32_t refusal)
{
	static const char *const words[REFUSED_COUNT] = {
		[GRANTED] = "granted", [REFUSED_DENIED] = "denied",
		[REFUSED_FAILED] = "failed", [REFUSED_NO_MODE] = "no mode",
		[REFUSED_NO_STREAM] = "no stream",
		[REFUSED_NO_PORT] = "no port",
		[REFUSED_ASCII_RESUME] = "ascii resume",
		[REFUSED_CANCELLED] = "cancelled",
	};

	say(refusal < REFUSED_COUNT && words[refusal] != NULL
	    ? words[refusal] : "?");
}

static inline bool
asked(struct channel *channel, int sent)
{
	if (sent == -1 || channel_receive(channel, &answer) != RECEIVED) {
		say("gone");
		return false;
	}
	return true;
}

static inline uint32_t
try_login(struct channel *channel, const char *user)
{
	struct msg_login login = { .user = span_of(user) };

	(void)!secret_set(&login.password, span_of("x@y"));
	if (!asked(channel, channel_send_login(channel, &login)))
		return VERDICT_COUNT;
	return answer.as.login_reply.verdict;
}

static inline void
log_in(struct channel *channel)
{
	if (try_login(channel, "ftp") != VERDICT_OK)
		say("not logged in");
	channel->peer = BROKER;
	channel->phase = IN_SESSION;
}

static inline void
listen_first(struct channel *channel)
{
	(void)asked(channel, channel_send_listen(channel,
	    &(struct msg_listen){ 0 }));
}

/* Asks for the file with a data connection to itself, as a client makes it. */
static inline void
try_open(struct channel *channel, const char *path)
{
	listen_first(channel);
	if (asked(channel, channel_send_open_read(channel,
	    &(struct msg_open_read){ .path = span_of(path) })))
		say_refusal(answer.as.open_read_reply.refusal);
}

static inline void
try_stat(struct channel *channel, const char *path)
{
	if (asked(channel, channel_send_stat(channel,
	    &(struct msg_stat){ .path = span_of(path) })))
		say_refusal(answer.as.stat_reply.refusal);
}

static inline void
try_store(struct channel *channel, uint32_t store, const char *path)
{
	listen_first(channel);
	if (asked(channel, channel_send_open_write(channel,
	    &(struct msg_open_write){ .store = store,
		.path = span_of(path) })))
		say_refusal(answer.as.open_write_reply.refusal);
}

#define TRY(channel, name, ...) \
	do { \
		if (asked(channel, channel_send_##name(channel, \
		    &(struct msg_##name)__VA_ARGS__))) \
			say_refusal(answer.as.name##_reply.refusal); \
	} while (0)

/* As a client that is there: the broker gets its data connection. */
static inline void
connect_as_client(struct channel *channel)
{
	struct sockaddr_in there = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	listen_first(channel);
	there.sin_port = htons((uint16_t)answer.as.listen_reply.port);
	if (connect(client, (struct sockaddr *)&there, sizeof(there)) == -1)
		say("no connection");
}

static inline void
store_as_client(struct channel *channel, uint32_t store, const char *path)
{
	connect_as_client(channel);
	if (asked(channel, channel_send_open_write(channel,
	    &(struct msg_open_write){ .store = store,
		.path = span_of(path) })))
		say_refusal(answer.as.open_write_reply.refusal);
}

/* The test ----------------------------------------------------------------- */

/* What all of them serve: files, links that lead out, and a folder. */
static inline void
make_served(void)
{
	stage_open();
	make_directory("served");
	make_directory("served/sub");
	make_file("served/file", 0644);
	make_file("served/secret.txt", 0644);
	make_file("served/replaced", 0644);
	make_file("served/private", 0600);
	make_link("secret.txt", "served/alias");
	make_link("/etc", "served/out");
	make_link("..", "served/up");
}

/* Starts the session of a scene, and reads what its engine says. */
static inline pid_t
begin_scene(const struct scene *scene, int *client_out, const char **words_out)
{
	/* The greeting is the monitor's own words, before the engine's. */
	static const char *const options[] = {
		"run_as_launching_user=YES", "ftpd_banner=" GREETING,
		"anon_root=@/served", NULL,
	};
	static const struct stage stage = {
		{ taken_engine, broker_run }, options,
	};
	static char words[4096];
	pid_t monitor = stage_begin(&stage, scene, client_out);

	/* Until all of the session have let go of the connection. */
	read_words(*client_out, words);
	*words_out = strncmp(words, GREETED, strlen(GREETED)) == 0
	    ? words + strlen(GREETED) : words;
	return monitor;
}

static inline void
play(const struct scene *scene)
{
	const char *words;
	int client;
	pid_t monitor = begin_scene(scene, &client, &words);

	(void)stage_end(monitor, scene, words);
	fd_close(&client);
}

static inline int
play_all(const struct scene *scenes, size_t count)
{
	make_served();
	for (size_t i = 0; i < count; i++)
		play(&scenes[i]);
	stage_close();
	return done_testing();
}

#endif
