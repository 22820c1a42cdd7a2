/* SPDX-License-Identifier: ISC */
/*
 * A taken-over engine before and at the login: no request reaches a broker that
 * is not there, tries are counted, and a packet that breaks a rule ends the
 * session (S36).
 */
#include "log/event.h"
#include "taken_engine.h"

/* A request to the broker while there is none: our own code would not send
 * it to a monitor, so the channel is told that it is one. */
#define BEFORE_LOGIN(name, ...) \
static void \
name##_before_login(struct channel *channel) \
{ \
	channel->peer = BROKER; \
	(void)!channel_send_##name(channel, &(struct msg_##name)__VA_ARGS__); \
	channel->peer = MONITOR; \
	expect_end(channel); \
}
BEFORE_LOGIN(change_dir, { .path = { "/", 1 } })
BEFORE_LOGIN(where, { 0 })
BEFORE_LOGIN(begin, { 0 })
BEFORE_LOGIN(stat, { .path = { "/", 1 } })
BEFORE_LOGIN(listen, { 0 })
BEFORE_LOGIN(open_write, { .path = { "/f", 2 } })
BEFORE_LOGIN(make_dir, { .path = { "/f", 2 } })
BEFORE_LOGIN(remove, { .path = { "/f", 2 } })
BEFORE_LOGIN(rename_from, { .path = { "/f", 2 } })
BEFORE_LOGIN(rename, { .from = { "/f", 2 }, .to = { "/g", 2 } })
BEFORE_LOGIN(set_mode, { .path = { "/f", 2 }, .mode = { "644", 3 } })
BEFORE_LOGIN(set_time, { .path = { "/f", 2 } })
BEFORE_LOGIN(mask, { 0 })
BEFORE_LOGIN(room, { 0 })
BEFORE_LOGIN(active, { .host = { SELF, 4 }, .port = 5000 })
BEFORE_LOGIN(open_read, { .path = { "/f", 2 } })
BEFORE_LOGIN(list, { .argument = { "/", 1 } })
BEFORE_LOGIN(cancel, { 0 })
BEFORE_LOGIN(finished, { 0 })

static void
noise(struct channel *channel)
{
	send_raw(channel, "\xff\xff\xff\xff", 4);
	expect_end(channel);
}

static void
one_byte(struct channel *channel)
{
	send_raw(channel, "\1", 1);
	expect_end(channel);
}

static void
endless_packet(struct channel *channel)
{
	static char bytes[100000];

	send_raw(channel, bytes, sizeof(bytes));
	expect_end(channel);
}

static void
noise_after_login(struct channel *channel)
{
	log_in(channel);
	noise(channel);
}

static void
second_login(struct channel *channel)
{
	struct msg_login login = { .user = span_of("ftp") };

	log_in(channel);
	channel->peer = MONITOR;
	(void)!channel_send_login(channel, &login);
	expect_end(channel);
}

static void
one_try_too_many(struct channel *channel)
{
	for (int i = 0; i < 3; i++)
		say(try_login(channel, "nobody-here") == VERDICT_REFUSED_LAST
		    ? "last" : "refused");
	(void)try_login(channel, "ftp");
}

static void
odd_names(struct channel *channel)
{
	say(try_login(channel, "ftp\n") == VERDICT_OK ? "in" : "refused");
	say(try_login(channel, "") == VERDICT_OK ? "in" : "refused");
}

static void
forged_event(struct channel *channel)
{
	(void)!channel_send_note(channel, &(struct msg_note){
		.event = EV_LOGIN, .text = span_of("forged") });
	(void)!channel_send_note(channel, &(struct msg_note){
		.event = 4000000000u, .text = span_of("forged") });
	say("sent");
}

static void
forged_name(struct channel *channel)
{
	(void)!channel_send_note(channel, &(struct msg_note){
		.event = EV_COMMAND, .user = span_of("forged"),
		.text = span_of("x") });
	say(try_login(channel, "mallory") == VERDICT_OK ? "in" : "refused");
}

/* Without TLS there is no handshake, before login or after. */
static void
sign_before_login(struct channel *channel)
{
	(void)!channel_send_sign(channel, &(struct msg_sign){
		.bytes = span_of("anything") });
	expect_end(channel);
}

static void
sign_after_login(struct channel *channel)
{
	log_in(channel);
	sign_before_login(channel);
}

static const struct scene scenes[] = {
	{ "CWD before login ends the session", change_dir_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "PWD before login ends the session", where_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "SIZE before login ends the session", stat_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "PASV before login ends the session", listen_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "RETR before login ends the session", open_read_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "LIST before login ends the session", list_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "a cancel before login ends the session", cancel_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "an end of nothing before login ends the session",
	    finished_before_login, { NULL }, "gone\n", "another role", NULL },
	{ "noise ends the session", noise,
	    { NULL }, "gone\n", "malformed", NULL },
	{ "one byte ends the session", one_byte,
	    { NULL }, "gone\n", "malformed", NULL },
	{ "an endless packet ends the session", endless_packet,
	    { NULL }, "gone\n", "too long", NULL },
	{ "noise after login ends the session", noise_after_login,
	    { NULL }, "gone\n", "malformed", NULL },
	{ "a second login ends the session", second_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "the tries are counted where the password is checked",
	    one_try_too_many, { "delay_failed_login=0" },
	    "refused\nrefused\nlast\ngone\n", "after the last try",
	    "OK LOGIN" },
	{ "a name with a line end, or none, is nobody", odd_names,
	    { "delay_failed_login=0" }, "refused\nrefused\n", "FAIL LOGIN",
	    "OK LOGIN" },
	{ "an event that is not the engine's is not logged as such",
	    forged_event, { NULL }, "sent\n", "not its own", "forged" },
	{ "a failed login is logged under the name that was tried", forged_name,
	    { "delay_failed_login=0" }, "refused\n", "[mallory] FAIL LOGIN",
	    "[forged] FAIL" },
#define CHANGE_BEFORE_LOGIN(name) \
	{ #name " before login ends the session", name##_before_login, \
	    { NULL }, "gone\n", "another role", NULL }
	CHANGE_BEFORE_LOGIN(open_write), CHANGE_BEFORE_LOGIN(make_dir),
	CHANGE_BEFORE_LOGIN(remove), CHANGE_BEFORE_LOGIN(rename_from),
	CHANGE_BEFORE_LOGIN(rename), CHANGE_BEFORE_LOGIN(set_mode),
	CHANGE_BEFORE_LOGIN(set_time), CHANGE_BEFORE_LOGIN(mask),
	CHANGE_BEFORE_LOGIN(room),
	{ "a transfer's begin before login ends the session",
	    begin_before_login, { NULL }, "gone\n", "another role", NULL },
	{ "nothing is signed without TLS", sign_before_login,
	    { NULL }, "gone\n", "that no handshake needs", NULL },
	{ "nor for a data connection that is not encrypted",
	    sign_after_login, { NULL }, "gone\n",
	    "that no data connection needs", NULL },
	{ "PORT before login ends the session", active_before_login,
	    { NULL }, "gone\n", "another role", NULL },
};

int
main(void)
{
	return play_all(scenes, COUNT_OF(scenes));
}
