/* SPDX-License-Identifier: ISC */
/*
 * A taken-over engine that looks for files, and for other machines: the broker
 * does no more for it than for a client's commands (S36).
 */
#include "log/event.h"
#include "taken_engine.h"

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

/* PORT. */
static void
try_active(struct channel *channel, struct span host, uint32_t port)
{
	if (asked(channel, channel_send_active(channel,
	    &(struct msg_active){ .host = host, .port = port })))
		say_refusal(answer.as.active_reply.refusal);
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
	send_raw(channel, "\xff\xff\xff\xff", 4);
	expect_end(channel);
}

/* More of them than a channel holds; and only then does it want no more. */
static void
notes_meanwhile(struct channel *channel)
{
	ask_without_client(channel);
	for (int i = 0; i < 1000; i++)
		(void)!channel_send_note(channel, &(struct msg_note){
			.event = i % 2 == 0 ? EV_LOGIN : EV_COMMAND,
			.user = span_of("forged"),
			.text = span_of(i % 2 == 0 ? "forged" : "x") });
	(void)!channel_send_cancel(channel, &(struct msg_cancel){ 0 });
	if (asked(channel, 0))
		say_refusal(answer.as.open_read_reply.refusal);
	try_stat(channel, "file");
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

static const struct scene scenes[] = {
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
	{ "notes that are not the engine's are not logged meanwhile, either, "
	    "nor under another name",
	    notes_meanwhile, { NULL }, "cancelled\ngranted\n",
	    "not its own", "forged" },
	{ "a file that the world may not read stays closed", private_file,
	    { NULL }, "failed\n", "FAIL DOWNLOAD", "OK DOWNLOAD" },
	{ "a position that no file has is refused", wild_offset,
	    { NULL }, "failed\n", "FAIL DOWNLOAD", "OK DOWNLOAD" },
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

int
main(void)
{
	return play_all(scenes, COUNT_OF(scenes));
}
