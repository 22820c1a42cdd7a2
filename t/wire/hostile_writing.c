/* SPDX-License-Identifier: ISC */
/*
 * A taken-over engine that changes files: the broker does no more for it than
 * for a client's commands, and forgets no upload (S36).
 */
#include "taken_engine.h"

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

/* It says that all is well, of nothing, and twice of one upload. */
static void
forged_ends(struct channel *channel)
{
	log_in(channel);
	(void)asked(channel, channel_send_finished(channel,
	    &(struct msg_finished){ .complete = 1, .bytes = 7 }));
	store_as_client(channel, STORE_REPLACE, "ended");
	for (int i = 0; i < 2; i++)
		(void)asked(channel, channel_send_finished(channel,
		    &(struct msg_finished){ .complete = i == 1, .bytes = 8 }));
	say(answer.as.finished_reply.error == 0 ? "ended" : "not ended");
}

/* The name is the old file's until the broker has heard of a whole new one. */
static void
replaced_by_half(struct channel *channel)
{
	log_in(channel);
	store_as_client(channel, STORE_REPLACE, "sub/old");
	(void)!write(answer.as.open_write_reply.file, "half", 4);
	TRY(channel, remove, { .path = span_of("sub/old.no") });
	TRY(channel, rename_from, { .path = span_of("sub/old") });
	(void)asked(channel, channel_send_finished(channel,
	    &(struct msg_finished){ .complete = 0, .bytes = 4 }));
	TRY(channel, rename_from, { .path = span_of("sub/old") });
}

/* Bytes of the open file: emptied, or as it was. */
static void
say_size(int file)
{
	struct stat facts = { 0 };

	(void)fstat(file, &facts);
	say(facts.st_size == 0 ? "empty" : "whole");
}

/* An encrypted upload replaces a file when its handshake is done. What begins
 * without an upload, or again, empties nothing. */
static void
begins(struct channel *channel)
{
	const struct msg_open_write encrypted = {
		.store = STORE_REPLACE, .path = span_of("replaced"),
		.encrypted = 1,
	};
	int file;

	log_in(channel);
	(void)asked(channel, channel_send_begin(channel,
	    &(struct msg_begin){ 0 }));
	say(answer.as.begin_reply.error == 0 ? "no harm" : "refused");
	connect_as_client(channel);
	(void)asked(channel, channel_send_open_write(channel, &encrypted));
	file = answer.as.open_write_reply.file;
	say_size(file);
	for (int i = 0; i < 2; i++) {
		(void)asked(channel, channel_send_begin(channel,
		    &(struct msg_begin){ 0 }));
		say_size(file);
		(void)!write(file, "bytes", 5);
	}
}

static void
ask_for_pipe(struct channel *channel)
{
	const struct msg_pipe_reply *pipe = &answer.as.pipe_reply;

	if (asked(channel, channel_send_pipe(channel,
	    &(struct msg_pipe){ 0 })))
		say(pipe->way_out != NO_FD && pipe->way_in != NO_FD ? "a pipe"
		    : pipe->way_out == NO_FD && pipe->way_in == NO_FD
		    ? "no pipe" : "half a pipe");
}

/* What lies in a channel is the kernel's memory. */
static void
pipes(struct channel *channel)
{
	log_in(channel);
	ask_for_pipe(channel);
	for (int i = 0; i < 2; i++) {
		store_as_client(channel, STORE_UNIQUE, "large");
		ask_for_pipe(channel);
		ask_for_pipe(channel);
	}
	connect_as_client(channel);
	TRY(channel, open_write, { .store = STORE_UNIQUE,
	    .path = span_of("large"), .encrypted = 1 });
	ask_for_pipe(channel);
}

static void
other_names(struct channel *channel)
{
	log_in(channel);
	try_store(channel, STORE_REPLACE, "new.exe");
	try_store(channel, STORE_APPEND, "sub/../new.exe");
	try_store(channel, STORE_UNIQUE, "new.exe");
	try_store(channel, STORE_APPEND, "alias");
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

static const struct scene scenes[] = {
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
	{ "an end of no upload, or a second one, is no upload", forged_ends,
	    { "write_enable=YES", "anon_upload_enable=YES" },
	    "granted\nended\n", "FAIL UPLOAD", "OK UPLOAD" },
	{ "atomic_uploads shows no half of a file, whatever is said of it",
	    replaced_by_half, { "write_enable=YES", "anon_upload_enable=YES",
		"anon_other_write_enable=YES", "atomic_uploads=YES" },
	    "granted\nfailed\nfailed\nfailed\n", "FAIL UPLOAD", "OK UPLOAD" },
	{ "a file is replaced once, when its upload begins", begins,
	    { "write_enable=YES", "anon_other_write_enable=YES",
		"anon_upload_enable=YES" },
	    "no harm\nwhole\nempty\nwhole\n", "FAIL UPLOAD", "OK UPLOAD" },
	{ "one pipe for each upload that has begun, and no other", pipes,
	    { "write_enable=YES", "anon_upload_enable=YES" },
	    "no pipe\ngranted\na pipe\nno pipe\ngranted\na pipe\nno pipe\n"
	    "granted\nno pipe\n", "FAIL UPLOAD", "OK UPLOAD" },
	{ "upload_file holds in the broker", other_names,
	    { "write_enable=YES", "anon_upload_enable=YES",
		"anon_other_write_enable=YES", "upload_file=*.jpg" },
	    "denied\ndenied\ndenied\ndenied\n", "FAIL UPLOAD",
	    "OK UPLOAD" },
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
};

int
main(void)
{
	return play_all(scenes, COUNT_OF(scenes));
}
