/* SPDX-License-Identifier: ISC */
/*
 * The real monitor and the real broker against an engine that has been taken
 * over: whatever it sends, they do no more than a client could do with FTP
 * commands, and end the session at the first packet that breaks a rule.
 *
 * The engine is a function pointer to the monitor, so each row below brings
 * its own. It reports what it got by writing to the control connection, whose
 * other end this program holds.
 */
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
#include "broker/run.h"
#include "conf/conf.h"
#include "log/event.h"
#include "monitor/run.h"
#include "tap.h"
#include "wire/channel.h"
#include "wire/refusal.h"

#define GREETING "hello"
#define GREETED "220 " GREETING "\r\n"

/* What the taken-over engine does; it may say a word to the test. */
typedef void (*attack)(struct channel *channel);

static attack current_attack;	/* set in the child before the monitor runs */
static struct channel wire;
static struct message answer;
static char root[] = "/tmp/hostile.XXXXXX";

#define SELF "\x7f\0\0\1"	/* 127.0.0.1 */

/* The engine's side -------------------------------------------------------- */

static void
say(const char *word)
{
	(void)!write(0, word, strlen(word));
	(void)!write(0, "\n", 1);
}

static void NORETURN
hostile_engine(const struct engine_start *start)
{
	char byte;

	/* Unread, it would turn the end of the connection into a reset. */
	(void)!read(start->control, &byte, 1);
	channel_init(&wire, start->monitor, ENGINE, MONITOR);
	current_attack(&wire);
	_exit(0);
}

/* Sends bytes that no encoder would make. */
static void
send_raw(struct channel *channel, const void *bytes, size_t len)
{
	(void)!send(channel->fd, bytes, len, MSG_NOSIGNAL);
}

/* "gone" when the other side has hung up, which it must. */
static void
expect_end(struct channel *channel)
{
	struct pollfd fd = { channel->fd, POLLIN, 0 };

	if (poll(&fd, 1, 5000) == 1 &&
	    channel_receive(channel, &answer) == PEER_GONE)
		say("gone");
	else
		say("still there");
}

static void
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

static bool
asked(struct channel *channel, int sent)
{
	if (sent == -1 || channel_receive(channel, &answer) != RECEIVED) {
		say("gone");
		return false;
	}
	return true;
}

static uint32_t
try_login(struct channel *channel, const char *user)
{
	struct msg_login login = { .user = span_of(user) };

	(void)!secret_set(&login.password, span_of("x@y"));
	if (!asked(channel, channel_send_login(channel, &login)))
		return VERDICT_COUNT;
	return answer.as.login_reply.verdict;
}

static void
log_in(struct channel *channel)
{
	if (try_login(channel, "ftp") != VERDICT_OK)
		say("not logged in");
	channel->peer = BROKER;
	channel->phase = IN_SESSION;
}

static void
listen_first(struct channel *channel)
{
	(void)asked(channel, channel_send_listen(channel,
	    &(struct msg_listen){ 0 }));
}

/* Asks for the file with a data connection to itself, as a client makes it. */
static void
try_open(struct channel *channel, const char *path)
{
	listen_first(channel);
	if (asked(channel, channel_send_open_read(channel,
	    &(struct msg_open_read){ .path = span_of(path) })))
		say_refusal(answer.as.open_read_reply.refusal);
}

/* PORT. */
static void
try_active(struct channel *channel, struct span host, uint32_t port)
{
	if (asked(channel, channel_send_active(channel,
	    &(struct msg_active){ .host = host, .port = port })))
		say_refusal(answer.as.active_reply.refusal);
}

static void
try_stat(struct channel *channel, const char *path)
{
	if (asked(channel, channel_send_stat(channel,
	    &(struct msg_stat){ .path = span_of(path) })))
		say_refusal(answer.as.stat_reply.refusal);
}

static void
try_enter(struct channel *channel, const char *path)
{
	if (asked(channel, channel_send_change_dir(channel,
	    &(struct msg_change_dir){ .path = span_of(path) })))
		say_refusal(answer.as.change_dir_reply.refusal);
}

static void
try_list(struct channel *channel, const char *path)
{
	if (asked(channel, channel_send_list(channel, &(struct msg_list){
	    .argument = span_of(path), .style = STYLE_NO_STREAM })))
		say_refusal(answer.as.list_reply.refusal);
}

/* Attacks ------------------------------------------------------------------ */

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
ways_out(struct channel *channel)
{
	log_in(channel);
	try_open(channel, "../../../../etc/passwd");
	try_open(channel, "/etc/passwd");
	try_open(channel, "out/passwd");
	try_open(channel, "up/up/up/etc/passwd");
	try_open(channel, "/proc/self/root/etc/passwd");
	try_stat(channel, "out/passwd");
	try_enter(channel, "out");
	try_open(channel, "");
}

static void
denied_deeds(struct channel *channel)
{
	log_in(channel);
	listen_first(channel);
	say_refusal(answer.as.listen_reply.refusal);
	try_list(channel, "");
}

static void
denied_download(struct channel *channel)
{
	log_in(channel);
	try_open(channel, "file");
}

static void
denied_file(struct channel *channel)
{
	log_in(channel);
	try_open(channel, "./secret.txt");
	try_stat(channel, "sub/../secret.txt");
	try_list(channel, "secret.txt");
	try_open(channel, "alias");
}

static void
private_file(struct channel *channel)
{
	log_in(channel);
	try_open(channel, "private");
}

static void
wild_offset(struct channel *channel)
{
	log_in(channel);
	listen_first(channel);
	if (asked(channel, channel_send_open_read(channel,
	    &(struct msg_open_read){ .path = span_of("file"),
		.offset = UINT64_MAX })))
		say_refusal(answer.as.open_read_reply.refusal);
}

static void
no_mode(struct channel *channel)
{
	log_in(channel);
	if (asked(channel, channel_send_open_read(channel,
	    &(struct msg_open_read){ .path = span_of("file") })))
		say_refusal(answer.as.open_read_reply.refusal);
}

static void
ask_without_client(struct channel *channel)
{
	log_in(channel);
	listen_first(channel);
	(void)!channel_send_open_read(channel,
	    &(struct msg_open_read){ .path = span_of("file") });
}

/* While the broker waits for a client that does not come. */
static void
two_at_once(struct channel *channel)
{
	ask_without_client(channel);
	(void)!channel_send_where(channel, &(struct msg_where){ 0 });
	expect_end(channel);
}

static void
noise_meanwhile(struct channel *channel)
{
	ask_without_client(channel);
	noise(channel);
}

/* More of them than a channel holds; and only then does it want no more. */
static void
notes_meanwhile(struct channel *channel)
{
	ask_without_client(channel);
	for (int i = 0; i < 1000; i++)
		(void)!channel_send_note(channel, &(struct msg_note){
			.event = EV_LOGIN, .text = span_of("forged") });
	(void)!channel_send_cancel(channel, &(struct msg_cancel){ 0 });
	if (asked(channel, 0))
		say_refusal(answer.as.open_read_reply.refusal);
	try_stat(channel, "file");
}

/* The test's side ---------------------------------------------------------- */

static void
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

/* Whatever changes something, on names that are there; the last of the stores
 * is of a kind that there is none of. */
static void
all_changes(struct channel *channel)
{
	log_in(channel);
	try_store(channel, STORE_REPLACE, "file");
	try_store(channel, STORE_APPEND, "file");
	try_store(channel, STORE_UNIQUE, "no/such/place");
	try_store(channel, STORE_COUNT, "new");
	TRY(channel, make_dir, { .path = span_of("new") });
	TRY(channel, remove, { .path = span_of("file") });
	TRY(channel, remove, { .path = span_of("dir"), .directory = 1 });
	TRY(channel, rename_from, { .path = span_of("file") });
	TRY(channel, rename, { .from = span_of("file"),
	    .to = span_of("new") });
	TRY(channel, set_mode, { .path = span_of("file"),
	    .mode = span_of("7777") });
	TRY(channel, set_time, { .path = span_of("file") });
}

/* The served directory has neighbours; "out" is a link that leads up. */
static void
changes_outside(struct channel *channel)
{
	log_in(channel);
	TRY(channel, make_dir, { .path = span_of("../../log/new") });
	TRY(channel, remove, { .path = span_of("../log") });
	TRY(channel, remove, { .path = span_of("/.."), .directory = 1 });
	TRY(channel, rename, { .from = span_of("../log"),
	    .to = span_of("mine") });
	TRY(channel, rename, { .from = span_of("file"),
	    .to = span_of("../../../no/such/mine") });
}

/* As a client that is there: the broker gets its data connection. */
static void
store_as_client(struct channel *channel, uint32_t store, const char *path)
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
	if (asked(channel, channel_send_open_write(channel,
	    &(struct msg_open_write){ .store = store,
		.path = span_of(path) })))
		say_refusal(answer.as.open_write_reply.refusal);
}

/* No word of how it went: one upload after the other. */
static void
forgotten_uploads(struct channel *channel)
{
	log_in(channel);
	store_as_client(channel, STORE_REPLACE, "forgotten");
	(void)!write(answer.as.open_write_reply.file, "bytes", 5);
	store_as_client(channel, STORE_REPLACE, "no/such/place");
}

/* A download begins instead: its line must not take the other's place. */
static void
upload_forgotten_over_download(struct channel *channel)
{
	log_in(channel);
	store_as_client(channel, STORE_REPLACE, "forgotten2");
	try_open(channel, "no/such/place");
}

/* What APPE has opened can only grow, at its end. */
static void
append_over(struct channel *channel)
{
	struct stat facts = { 0 };
	int file;

	log_in(channel);
	store_as_client(channel, STORE_APPEND, "sub/log");
	file = answer.as.open_write_reply.file;
	(void)!pwrite(file, "one", 3, 0);
	(void)!pwrite(file, "two", 3, 0);
	(void)!fstat(file, &facts);
	say(facts.st_size == 6 ? "appended" : "overwritten");
}

/* RNFR, RNTO, DELE and APPE do not add up to STOR. */
static void
overwrite_without_stor(struct channel *channel)
{
	log_in(channel);
	store_as_client(channel, STORE_REPLACE, "file");
}

static void
no_octal_mode(struct channel *channel)
{
	log_in(channel);
	TRY(channel, set_mode, { .path = span_of("file"),
	    .mode = span_of("9") });
}

/* Addresses that are not the peer's, and ports that are services. */
static void
bounces(struct channel *channel)
{
	static const char mapped[16] = "\0\0\0\0\0\0\0\0\0\0\xff\xff" SELF;

	log_in(channel);
	try_active(channel, span_make("\x7f\0\0\2", 4), 5000);
	try_active(channel, span_make("\0\0\0\0", 4), 5000);
	try_active(channel, span_make(mapped, 16), 5000);
	try_active(channel, span_make(SELF, 3), 5000);
	try_active(channel, span_make(SELF, 4), 1023);
	try_active(channel, span_make(SELF, 4), 0);
	try_active(channel, span_make(SELF, 4), 65536 + 5000);
	try_active(channel, span_make(SELF, 4), UINT32_MAX);
	if (asked(channel, channel_send_open_read(channel,
	    &(struct msg_open_read){ .path = span_of("file") })))
		say_refusal(answer.as.open_read_reply.refusal);
}

static void
denied_active(struct channel *channel)
{
	log_in(channel);
	try_active(channel, span_make(SELF, 4), 5000);
}

/* port_promiscuous lets a client name any host, but no more than that. */
static void
promiscuous(struct channel *channel)
{
	log_in(channel);
	try_active(channel, span_make("\xc0\0\2\1", 4), 5000);
	try_active(channel, span_make("\xc0\0\2\1", 4), 1023);
	try_active(channel, span_make("\xc0\0\2\1", 4), 65536 + 5000);
	try_active(channel, span_make("\xc0\0\2", 3), 5000);
	try_active(channel, span_make("", 0), 5000);
	try_active(channel, span_make("\xc0\0\2\1\0\0\0\0\0\0\0\0\0\0\0\0", 16),
	    5000);
}

static const struct {
	const char *name;
	attack run;
	const char *options[4];
	const char *words;	/* what the engine is to report */
	const char *log;	/* what the log must say; NULL: nothing more */
	const char *not_log;	/* what it must not say */
} rows[] = {
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
	{ "no spelling of a path leads out of the root", ways_out,
	    { NULL }, "failed\nfailed\nfailed\nfailed\nfailed\nfailed\n"
	    "failed\nfailed\n", "FAIL DOWNLOAD", "OK DOWNLOAD" },
	{ "pasv_enable=NO and dirlist_enable=NO hold in the broker",
	    denied_deeds, { "pasv_enable=NO", "dirlist_enable=NO" },
	    "denied\ndenied\n", NULL, NULL },
	{ "download_enable=NO holds in the broker", denied_download,
	    { "download_enable=NO" }, "denied\n", NULL, "OK DOWNLOAD" },
	{ "deny_file holds in the broker, for every spelling", denied_file,
	    { "deny_file=secret*" }, "denied\ndenied\ndenied\ndenied\n",
	    NULL, "OK DOWNLOAD" },
	{ "a second request before the answer ends the session", two_at_once,
	    { NULL }, "gone\n", "before the last was answered", NULL },
	{ "noise before the answer ends the session", noise_meanwhile,
	    { NULL }, "gone\n", "malformed", NULL },
	{ "notes that are not the engine's are not logged meanwhile, either",
	    notes_meanwhile, { NULL }, "cancelled\ngranted\n",
	    "not its own", "forged" },
	{ "a file that the world may not read stays closed", private_file,
	    { NULL }, "failed\n", "FAIL DOWNLOAD", "OK DOWNLOAD" },
	{ "a position that no file has is refused", wild_offset,
	    { NULL }, "failed\n", "FAIL DOWNLOAD", "OK DOWNLOAD" },
#define CHANGE_BEFORE_LOGIN(name) \
	{ #name " before login ends the session", name##_before_login, \
	    { NULL }, "gone\n", "another role", NULL }
	CHANGE_BEFORE_LOGIN(open_write), CHANGE_BEFORE_LOGIN(make_dir),
	CHANGE_BEFORE_LOGIN(remove), CHANGE_BEFORE_LOGIN(rename_from),
	CHANGE_BEFORE_LOGIN(rename), CHANGE_BEFORE_LOGIN(set_mode),
	CHANGE_BEFORE_LOGIN(set_time), CHANGE_BEFORE_LOGIN(mask),
	CHANGE_BEFORE_LOGIN(room),
	{ "write_enable=NO holds in the broker", all_changes,
	    { "anon_upload_enable=YES", "anon_other_write_enable=YES",
		"anon_mkdir_write_enable=YES" },
	    "denied\ndenied\ndenied\ndenied\ndenied\ndenied\ndenied\ndenied\n"
	    "denied\ndenied\ndenied\n", NULL, "OK UPLOAD" },
	{ "anon_upload_enable is the right to make new files only",
	    all_changes, { "write_enable=YES", "anon_upload_enable=YES" },
	    "failed\ndenied\nfailed\ndenied\ndenied\ndenied\ndenied\ndenied\n"
	    "denied\ndenied\ndenied\n", "FAIL UPLOAD", "OK UPLOAD" },
	{ "an upload that the engine forgets is logged", forgotten_uploads,
	    { "write_enable=YES", "anon_upload_enable=YES" },
	    "granted\nfailed\n", "/forgotten\", 5 bytes", "OK UPLOAD" },
	{ "an upload that it forgets over a download is logged",
	    upload_forgotten_over_download,
	    { "write_enable=YES", "anon_upload_enable=YES" },
	    "granted\nfailed\n", "/forgotten2\"", "OK UPLOAD" },
	{ "what is appended to cannot be overwritten", append_over,
	    { "write_enable=YES", "anon_other_write_enable=YES" },
	    "granted\nappended\n", "FAIL UPLOAD", NULL },
	{ "cmds_denied=STOR leaves nothing that can overwrite",
	    overwrite_without_stor, { "write_enable=YES",
		"anon_upload_enable=YES", "anon_other_write_enable=YES",
		"cmds_denied=STOR" }, "failed\n", "FAIL UPLOAD",
	    "OK UPLOAD" },
	{ "SITE CHMOD is for local users, whatever the mode", no_octal_mode,
	    { "write_enable=YES", "anon_other_write_enable=YES" },
	    "denied\n", "FAIL CHMOD", "OK CHMOD" },
	{ "no change leads out of the root", changes_outside,
	    { "write_enable=YES", "anon_other_write_enable=YES",
		"anon_mkdir_write_enable=YES" },
	    "failed\nfailed\nfailed\nfailed\nfailed\n", "FAIL MKDIR",
	    "OK " "MKDIR" },
	{ "PORT before login ends the session", active_before_login,
	    { NULL }, "gone\n", "another role", NULL },
	{ "PORT leads to the client and to nobody else", bounces,
	    { NULL }, "denied\ndenied\ndenied\ndenied\ndenied\ndenied\n"
	    "denied\ndenied\nno mode\n", NULL, "DOWNLOAD" },
	{ "port_promiscuous leads to no service, and to no odd address",
	    promiscuous, { "port_promiscuous=YES" },
	    "granted\ndenied\ndenied\ndenied\ndenied\ndenied\n", NULL,
	    NULL },
	{ "port_enable=NO holds in the broker", denied_active,
	    { "port_enable=NO" }, "denied\n", NULL, NULL },
	{ "without a passive port there is no file", no_mode,
	    { NULL }, "no mode\n", NULL, "DOWNLOAD" },
};

static void
put_path(char path[static 256], const char *name)
{
	(void)snprintf(path, 256, "%s/%s", root, name);
}

static void
make_file(const char *name, mode_t mode)
{
	char path[256];
	int fd;

	put_path(path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd == NO_FD || write(fd, "x", 1) != 1 || fchmod(fd, mode) == -1)
		(void)printf("Bail out! cannot make %s\n", path);
	fd_close(&fd);
}

static void
make_link(const char *to, const char *name)
{
	char path[256];

	put_path(path, name);
	if (symlink(to, path) == -1)
		(void)printf("Bail out! cannot make %s\n", path);
}

static void
make_tree(void)
{
	char path[256];

	if (mkdtemp(root) == NULL || chmod(root, 0755) == -1)
		(void)printf("Bail out! cannot make %s\n", root);
	put_path(path, "served");
	(void)!mkdir(path, 0755);
	put_path(path, "served/sub");
	(void)!mkdir(path, 0755);
	make_file("served/file", 0644);
	make_file("served/secret.txt", 0644);
	make_file("served/private", 0600);
	make_link("secret.txt", "served/alias");
	make_link("/etc", "served/out");
	make_link("..", "served/up");
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
	static const struct roles roles = { hostile_engine, broker_run };
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
	set(&load, "run_as_launching_user=YES", "");
	set(&load, "xferlog_enable=YES", "");
	/* The monitor's own words, before the engine's. */
	set(&load, "ftpd_banner=", GREETING);
	put_path(path, "served");
	set(&load, "anon_root=", path);
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
	const char *said;
	int client, server, status = -1;
	ssize_t len;
	pid_t monitor;

	connect_pair(&client, &server);
	monitor = fork();
	if (monitor == 0)
		run_monitor(server, row);
	fd_close(&server);
	/* The engine is started for the first byte of a client. */
	(void)!write(client, "\n", 1);
	/* Until all of the session have let go of the connection. */
	len = fd_read_up_to(client, words, sizeof(words) - 1);
	words[len > 0 ? len : 0] = '\0';
	said = strncmp(words, GREETED, strlen(GREETED)) == 0
	    ? words + strlen(GREETED) : words;
	(void)waitpid(monitor, &status, 0);
	fd_close(&client);
	read_log(log, sizeof(log));
	(void)is_text(said, rows[row].words, "%s", rows[row].name);
	if (rows[row].log != NULL)
		(void)(ok(strstr(log, rows[row].log) != NULL,
		    "... and the log says \"%s\"", rows[row].log) ||
		    printf("# %s", log));
	if (rows[row].not_log != NULL)
		(void)(ok(strstr(log, rows[row].not_log) == NULL,
		    "... and not \"%s\"", rows[row].not_log) ||
		    printf("# %s", log));
}

static int
remove_one(const char *path, const struct stat *facts, int kind,
    struct FTW *where)
{
	(void)facts;
	(void)kind;
	(void)where;
	return remove(path);
}

int
main(void)
{
	make_tree();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		play(i);
	(void)nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return done_testing();
}
