/* SPDX-License-Identifier: ISC */
/*
 * The broker's loop: receive, check, answer. It runs as the logged-in user in
 * the session's jail. The engine at the other end is taken for hostile: each
 * answer checks the session's abilities itself, and what the wire calls a
 * violation ends the session.
 */
#include "broker/broker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/fd.h"
#include "broker/change.h"
#include "broker/filter.h"
#include "broker/listing.h"
#include "broker/manifest.h"
#include "broker/open.h"
#include "broker/run.h"
#include "broker/tls.h"
#include "broker/transfer.h"
#include "log/denied.h"
#include "log/event.h"
#include "log/farewell.h"
#include "wire/abilities.h"

/* Address space for the names of one directory: some ten million entries; where
 * less is granted (ulimit -v, rlimit_as), no less than ten thousand. */
#define LISTING_CEILING ((size_t)768 << 20)
#define LISTING_LEAST ((size_t)768 << 10)

/* Ending ------------------------------------------------------------------- */

/* Our child's exit status is the session's. One that is stuck is ended by the
 * kernel, with us: its parent-death signal. */
static int
engine_status(pid_t engine)
{
	int status;

	(void)!farewell("engine", engine, &status);
	return status;
}

void
broker_end(struct broker *broker)
{
	fd_close(&broker->engine.fd);
	transfer_abandon(broker);
	_exit(broker->engine_pid != 0 ? engine_status(broker->engine_pid)
	    : EXIT_SUCCESS);
}

void
broker_hang_up(struct broker *broker, const char *sent)
{
	event_text(EV_BAD_PACKET, "The engine sent %s.", sent);
	broker_end(broker);
}

/* A failed send means that the engine has gone: the receive will say so. */
static void
sent(int result)
{
	(void)result;
}

/* Answers ------------------------------------------------------------------ */

static void
answer_change_dir(struct broker *broker, const struct message *message)
{
	struct span path = message->as.change_dir.path;
	struct msg_change_dir_reply answer = {
		.refusal = GRANTED, .message = span_of(""),
	};

	if ((broker->abilities & MAY_ENTER) == 0 ||
	    filter_denies(broker, path)) {
		answer.refusal = REFUSED_DENIED;
	} else if (path_enter(&broker->place, path) == -1) {
		answer.refusal = REFUSED_FAILED;
		answer.error = (uint32_t)errno;
	} else {
		answer.message = dirmessage_read(broker);
	}
	sent(channel_send_change_dir_reply(&broker->engine, &answer));
}

static void
answer_where(struct broker *broker, const struct message *message)
{
	int dir = path_open(&broker->place, span_of("."),
	    O_PATH | O_DIRECTORY);

	(void)message;
	sent(channel_send_where_reply(&broker->engine,
	    &(struct msg_where_reply){
		.cwd = span_of(dir != NO_FD ? broker->place.cwd : ""),
	    }));
	fd_close(&dir);
}

static void
answer_stat(struct broker *broker, const struct message *message)
{
	struct span path = message->as.stat.path;
	struct msg_stat_reply answer = { .refusal = GRANTED };
	struct stat facts;

	if ((broker->abilities & MAY_LOOK) == 0 ||
	    filter_denies(broker, path)) {
		answer.refusal = REFUSED_DENIED;
	} else if (path_stat(&broker->place, path, &facts) == -1) {
		answer.refusal = REFUSED_FAILED;
		answer.error = (uint32_t)errno;
	} else {
		answer.is_plain = S_ISREG(facts.st_mode);
		answer.size = (uint64_t)facts.st_size;
		answer.modified = facts.st_mtime;
	}
	sent(channel_send_stat_reply(&broker->engine, &answer));
}

static void
answer_listen(struct broker *broker, const struct message *message)
{
	struct msg_listen_reply answer = { .refusal = REFUSED_DENIED };
	uint64_t needed = message->as.listen.announce != 0
	    ? MAY_LISTEN | MAY_ANNOUNCE : MAY_LISTEN;
	uint16_t port = 0;

	if ((broker->abilities & needed) == needed) {
		answer.refusal = sockets_listen(&broker->port, broker->conf,
		    broker->facts, &port);
		answer.error = (uint32_t)errno;
		answer.port = port;
	}
	if (message->as.listen.announce != 0)
		answer.host = broker->facts->announced;
	sent(channel_send_listen_reply(&broker->engine, &answer));
}

static void
answer_active(struct broker *broker, const struct message *message)
{
	const struct msg_active *request = &message->as.active;
	struct msg_active_reply answer = { .refusal = REFUSED_DENIED };

	if ((broker->abilities & MAY_CONNECT) != 0)
		answer.refusal = sockets_aim(&broker->port, broker->conf,
		    broker->facts, request->host, request->port);
	sent(channel_send_active_reply(&broker->engine, &answer));
}

static void
answer_open_read(struct broker *broker, const struct message *message)
{
	struct msg_open_read_reply answer = {
		.refusal = REFUSED_NO_MODE, .file = NO_FD, .stream = NO_FD,
	};

	transfer_abandon(broker);
	if (sockets_have_mode(&broker->port))
		answer.refusal = is_too_clear(broker,
		    message->as.open_read.encrypted) ? REFUSED_CLEAR
		    : open_for_reading(broker, &message->as.open_read,
		    &answer.file, &answer.size);
	answer.error = (uint32_t)errno;
	if (answer.refusal == GRANTED)
		answer.refusal = sockets_obtain(broker, &answer.stream);
	if (answer.refusal != GRANTED)
		fd_close(&answer.file);
	sent(channel_send_open_read_reply(&broker->engine, &answer));
	/* A lock is held by an open descriptor. */
	if (broker->conf->lock_upload_files)
		broker->locked = answer.file;
	else
		fd_close(&answer.file);
	fd_close(&answer.stream);
}

/* Argument first, then the data connection: the order of the replies. */
static enum refusal
prepare_list(struct broker *broker, const struct msg_list *request,
    struct listing *listing, int *stream_out)
{
	bool needs_stream = (request->style & STYLE_NO_STREAM) == 0;
	enum refusal refusal;

	if ((broker->abilities & MAY_LIST) == 0)
		return REFUSED_DENIED;
	if (needs_stream && !sockets_have_mode(&broker->port))
		return REFUSED_NO_MODE;
	if (needs_stream && is_too_clear(broker, request->encrypted))
		return REFUSED_CLEAR;
	refusal = listing_open(broker, request->argument,
	    request->style & STYLE_MASK, listing);
	if (refusal == GRANTED && needs_stream)
		refusal = sockets_obtain(broker, stream_out);
	return refusal;
}

/*
 * With log_ftp_protocol the engine has notes for us while it sends a listing,
 * and waits when we do not take them: so we may not be stuck in a full pipe.
 */
static int
make_pipe(const struct broker *broker, const struct msg_list *request,
    int ends_out[2])
{
	bool has_notes = broker->conf->log_ftp_protocol &&
	    (request->style & STYLE_NO_STREAM) == 0;

	return pipe2(ends_out, O_CLOEXEC | (has_notes ? O_NONBLOCK : 0));
}

static void
answer_list(struct broker *broker, const struct message *message)
{
	struct listing listing = { .dir = NO_FD };
	struct msg_list_reply answer = { .lines = NO_FD, .stream = NO_FD };
	int ends[2] = { NO_FD, NO_FD };

	answer.refusal = prepare_list(broker, &message->as.list, &listing,
	    &answer.stream);
	if (answer.refusal == GRANTED &&
	    make_pipe(broker, &message->as.list, ends) == -1)
		answer.refusal = REFUSED_FAILED;
	answer.error = (uint32_t)errno;
	if (answer.refusal != GRANTED)
		sockets_drop(&answer.stream);
	answer.unreadable = listing.dir == NO_FD;
	answer.lines = ends[0];
	sent(channel_send_list_reply(&broker->engine, &answer));
	fd_close(&ends[0]);
	fd_close(&answer.stream);
	broker->listing_error = answer.refusal == GRANTED
	    ? listing_stream(broker, &listing, ends[1]) : 0;
	fd_close(&listing.dir);
	fd_close(&ends[1]);
	arena_reset(&broker->listing);
}

static void
answer_finished(struct broker *broker, const struct message *message)
{
	const struct msg_finished *how = &message->as.finished;
	int error = transfer_end(broker, how->complete != 0, how->ascii != 0,
	    how->bytes);

	if (error == 0)
		error = broker->listing_error;
	broker->listing_error = 0;
	sent(channel_send_finished_reply(&broker->engine,
	    &(struct msg_finished_reply){ .error = (uint32_t)error }));
}

void
broker_note(const struct msg_note *note)
{
	if (event_from_engine(note->event, note->text) == -1)
		event_text(EV_BAD_PACKET,
		    "The engine noted an event that is not its own.");
}

static void
answer_note(struct broker *broker, const struct message *message)
{
	(void)broker;
	broker_note(&message->as.note);
}

/* It came too late: what was waited for is there, or the wait is over. */
static void
answer_cancel(struct broker *broker, const struct message *message)
{
	(void)broker;
	(void)message;
}

typedef void (*answer)(struct broker *broker, const struct message *message);

static const answer answers[MSG_count] = {
	[MSG_change_dir] = answer_change_dir,
	[MSG_where] = answer_where,
	[MSG_stat] = answer_stat,
	[MSG_listen] = answer_listen,
	[MSG_active] = answer_active,
	[MSG_open_read] = answer_open_read,
	[MSG_open_write] = answer_open_write,
	[MSG_begin] = answer_begin,
	[MSG_pipe] = answer_pipe,
	[MSG_sign] = answer_sign_data,
	[MSG_list] = answer_list,
	[MSG_finished] = answer_finished,
	[MSG_make_dir] = answer_make_dir,
	[MSG_remove] = answer_remove,
	[MSG_rename_from] = answer_rename_from,
	[MSG_rename] = answer_rename,
	[MSG_set_mode] = answer_set_mode,
	[MSG_set_time] = answer_set_time,
	[MSG_mask] = answer_mask,
	[MSG_room] = answer_room,
	[MSG_note] = answer_note,
	[MSG_cancel] = answer_cancel,
};

/* The loop ----------------------------------------------------------------- */

static void
reserve_listing(struct arena *listing)
{
	size_t ceiling = LISTING_CEILING;

	while (arena_init(listing, ceiling) == -1) {
		if (ceiling <= LISTING_LEAST)
			fatal("no address space for listings: %s; allow the "
			    "superserver more (ulimit -v, rlimit_as)",
			    strerror(errno));
		ceiling /= 2;
	}
}

static void
broker_init(struct broker *broker, const struct broker_start *start,
    struct record *record)
{
	broker->conf = start->conf;
	broker->facts = start->facts;
	broker->abilities = start->abilities;
	broker->anonymous = start->anonymous;
	broker->engine_pid = start->engine_pid;
	broker->record = start->record != NULL ? start->record : record;
	broker->port.listener = NO_FD;
	low_ports_init(&broker->low_ports, start->low_ports);
	broker->upload.file = NO_FD;
	atomic_init(&broker->upload.atomic);
	broker->locked = NO_FD;
	broker->place.knows_users = start->conf->tilde_user_enable;
	broker->users.text = start->passwd;
	broker->groups.text = start->group;
	broker->umask = start->umask;
	broker->place.root = NO_FD;
	broker->place.root_path = start->root_path;
	memcpy(broker->place.cwd, "/", 2);
	memcpy(broker->place.home, "/", 2);
	channel_init(&broker->engine, start->engine, BROKER, ENGINE);
	broker->engine.phase = IN_SESSION;
	channel_init(&broker->monitor, start->monitor, BROKER, MONITOR);
	broker->monitor.phase = IN_SESSION;
	reserve_listing(&broker->listing);
}

/* Once the login is answered nobody waits for our faults but the log. */
static void
report_failure(enum failure kind, const char *text)
{
	event_text(EV_FAULT, "%s%s", kind == FAILURE_BUG ? "bug: " : "", text);
}

/* From here on the process is the user, and sees only the session's root. */
static void
enter_jail(struct broker *broker, const struct broker_start *start)
{
	struct jail_place place = *start->jail;
	unsigned missing;

	place.root_fd = &broker->place.root;
	jail_report_denied_to(denied_note);
	if ((broker->abilities & WRITING_ABILITIES) != 0) {
		(void)umask(broker->umask);
		missing = jail_apply(&broker_writing_manifest, &place);
	} else {
		missing = jail_apply(&broker_manifest, &place);
	}
	if (missing != 0)
		event_text(EV_JAIL_PARTIAL, "This kernel lacks:%s%s",
		    (missing & MISSING_LANDLOCK) != 0 ? " Landlock" : "",
		    (missing & MISSING_SECCOMP) != 0 ? " seccomp" : "");
	/* Nothing is ever loaded from inside the jail, so a root that its user
	 * can write to is dangerous only where the jail has a hole. */
	if (start->is_jailed &&
	    (start->refuse_writable_root || missing != 0 || !place.seccomp) &&
	    faccessat(broker->place.root, ".", W_OK, AT_EACCESS) == 0)
		fatal("the session's root directory is writable by its user: "
		    "take the write permission away, or set "
		    "allow_writeable_chroot=YES");
}

/* A directory that is not there leaves the session in its root. */
static void
enter_directory(struct broker *broker, const struct broker_start *start)
{
	if (start->directory == NULL)
		return;
	if (path_enter(&broker->place, span_of(start->directory)) == -1) {
		if (start->directory_option != NULL)
			event_text(EV_FAULT, "%s: cannot enter %s: %s",
			    start->directory_option, start->directory,
			    strerror(errno));
		return;
	}
	memcpy(broker->place.home, broker->place.cwd,
	    strlen(broker->place.cwd) + 1);
}

static void
answer_login(struct broker *broker, const struct broker_start *start)
{
	sent(channel_send_login_reply(&broker->engine,
	    &(struct msg_login_reply){
		.verdict = VERDICT_OK, .abilities = start->abilities,
		.max_rate = start->max_rate,
		.user = span_of(start->user),
		.reference = span_of(""), .settings = start->engine_settings,
		.message = dirmessage_read(broker),
	    }));
	fail_report_to(report_failure);
}

/* A monitor that has stayed must not be missing while the engine waits. */
static void
watch_monitor(struct broker *broker)
{
	struct pollfd fds[] = {
		{ .fd = broker->monitor.fd },
		{ .fd = broker->engine.fd, .events = POLLIN },
	};

	while (poll(fds, COUNT_OF(fds), -1) == -1 && errno == EINTR)
		continue;
	if (fds[0].revents != 0)
		broker_end(broker);
}

static void NORETURN
broker_serve(struct broker *broker)
{
	struct message message;

	for (;;) {
		if (broker->monitor.fd != NO_FD)
			watch_monitor(broker);
		switch (channel_receive(&broker->engine, &message)) {
		case RECEIVED:
			answers[message.kind](broker, &message);
			denied_log("broker");
			break;
		case PEER_GONE:
			broker_end(broker);
		case VIOLATION:
			broker_hang_up(broker, broker->engine.violation);
		}
	}
}

void
broker_run(const struct broker_start *start)
{
	/* One per process, and too large for the stack. Zero already, without
	 * a page touched. */
	static struct broker broker;
	static struct record record;

	broker_init(&broker, start, &record);
	enter_jail(&broker, start);
	enter_directory(&broker, start);
	answer_login(&broker, start);
	broker_serve(&broker);
}
