/* SPDX-License-Identifier: ISC */
/* Changes: see change.h. Broker, as the user, in the jail. */
#include "broker/change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/arch.h"
#include "base/fd.h"
#include "base/num.h"
#include "broker/broker.h"
#include "broker/filter.h"
#include "log/event.h"
#include "wire/abilities.h"

/* Permission --------------------------------------------------------------- */

static bool
may(const struct broker *broker, uint64_t ability)
{
	return (broker->abilities & ability) != 0;
}

/* DENIED without a trace: options forbid it. With one: deny_file does. */
static enum refusal
judge(const struct broker *broker, uint64_t ability, struct span path)
{
	return may(broker, ability) && !filter_denies(broker, path)
	    ? GRANTED : REFUSED_DENIED;
}

/* After the system call: its result, and errno for the reply. */
static enum refusal
outcome(int result, uint32_t *error_out)
{
	*error_out = result == -1 ? (uint32_t)errno : 0;
	return result == -1 ? REFUSED_FAILED : GRANTED;
}

/* The log ------------------------------------------------------------------ */

static void
log_change(struct broker *broker, enum event_kind kind, enum refusal refusal,
    struct span path, struct span more)
{
	char storage[2 * PATH_MAX + 64];
	struct buf text = BUF_OVER(storage);

	path_put_absolute(&text, &broker->place, path);
	event(kind, &(struct facts){
		.failed = refusal != GRANTED, .text = buf_span(&text),
		.more = more,
	});
}

/* Success is logged before its reply, failure after it. */
#define LOG_AND_REPLY(log, reply, refusal) \
	do { \
		if ((refusal) == GRANTED) \
			log; \
		reply; \
		if ((refusal) != GRANTED) \
			log; \
	} while (0)

/* Names -------------------------------------------------------------------- */

static int
make_dir(const struct place *place, struct span path)
{
	struct parent parent;
	int result;

	if (path_open_parent(place, path, &parent) == -1)
		return -1;
	result = mkdirat(parent.dir, parent.name, 0777);
	fd_close(&parent.dir);
	return result;
}

void
answer_make_dir(struct broker *broker, const struct message *message)
{
	struct span path = message->as.make_dir.path;
	char storage[PATH_MAX];
	struct buf made = BUF_OVER(storage);
	struct msg_make_dir_reply answer = {
		.refusal = judge(broker, MAY_MKDIR, path),
	};

	if (answer.refusal == GRANTED)
		answer.refusal = outcome(make_dir(&broker->place, path),
		    &answer.error);
	if (answer.refusal == GRANTED)
		path_put_absolute(&made, &broker->place, path);
	answer.path = buf_span(&made);
	LOG_AND_REPLY(log_change(broker, EV_MKDIR, answer.refusal, path,
	    span_of("")), (void)!channel_send_make_dir_reply(&broker->engine,
	    &answer), answer.refusal);
}

static int
remove_name(const struct place *place, struct span path, int flags)
{
	struct parent parent;
	int result;

	if (path_open_parent(place, path, &parent) == -1)
		return -1;
	result = unlinkat(parent.dir, parent.name, flags);
	fd_close(&parent.dir);
	return result;
}

void
answer_remove(struct broker *broker, const struct message *message)
{
	struct span path = message->as.remove.path;
	bool is_dir = message->as.remove.directory != 0;
	struct msg_remove_reply answer = {
		.refusal = judge(broker, is_dir ? MAY_RMDIR : MAY_DELETE, path),
	};

	if (answer.refusal == GRANTED)
		answer.refusal = outcome(remove_name(&broker->place, path,
		    is_dir ? AT_REMOVEDIR : 0), &answer.error);
	LOG_AND_REPLY(log_change(broker, is_dir ? EV_RMDIR : EV_DELETE,
	    answer.refusal, path, span_of("")),
	    (void)!channel_send_remove_reply(&broker->engine, &answer),
	    answer.refusal);
}

static int
find_name(const struct place *place, struct span path)
{
	struct parent parent;
	struct stat facts;
	int result;

	if (path_open_parent(place, path, &parent) == -1)
		return -1;
	result = fstatat(parent.dir, parent.name, &facts, AT_SYMLINK_NOFOLLOW);
	fd_close(&parent.dir);
	return result;
}

void
answer_rename_from(struct broker *broker, const struct message *message)
{
	struct span path = message->as.rename_from.path;
	struct msg_rename_from_reply answer = {
		.refusal = judge(broker, MAY_RENAME, path),
	};

	if (answer.refusal == GRANTED)
		answer.refusal = outcome(find_name(&broker->place, path),
		    &answer.error);
	(void)!channel_send_rename_from_reply(&broker->engine, &answer);
	if (answer.refusal != GRANTED)
		log_change(broker, EV_RENAME, answer.refusal, path,
		    span_of(""));
}

static int
rename_between(struct broker *broker, struct span from, struct span to)
{
	struct parent old = { .dir = NO_FD }, new = { .dir = NO_FD };
	int result = -1;

	if (path_open_parent(&broker->place, from, &old) == 0 &&
	    path_open_parent(&broker->place, to, &new) == 0)
		result = renameat(old.dir, old.name, new.dir, new.name);
	fd_close(&old.dir);
	fd_close(&new.dir);
	return result;
}

void
answer_rename(struct broker *broker, const struct message *message)
{
	const struct msg_rename *request = &message->as.rename;
	char storage[PATH_MAX];
	struct buf to = BUF_OVER(storage);
	struct msg_rename_reply answer = {
		.refusal = judge(broker, MAY_RENAME, request->from),
	};

	if (answer.refusal == GRANTED)
		answer.refusal = judge(broker, MAY_RENAME, request->to);
	if (answer.refusal == GRANTED)
		answer.refusal = outcome(rename_between(broker, request->from,
		    request->to), &answer.error);
	path_put_absolute(&to, &broker->place, request->to);
	LOG_AND_REPLY(log_change(broker, EV_RENAME, answer.refusal,
	    request->from, buf_span(&to)),
	    (void)!channel_send_rename_reply(&broker->engine, &answer),
	    answer.refusal);
}

/* Modes and times ---------------------------------------------------------- */

/* A descriptor of what the path leads to that fchmod and futimens take. */
static int
open_any_way(const struct place *place, struct span path)
{
	int file = path_open(place, path, O_RDONLY | O_NONBLOCK);

	if (file == NO_FD && errno == EACCES)
		file = path_open(place, path, O_WRONLY | O_NONBLOCK);
	return file;
}

/* Held without being opened, since its mode may not let even its owner do
 * that. Kernels before 6.6 want it opened. */
static int
set_mode(const struct place *place, struct span path, mode_t mode)
{
	int file = path_open(place, path, O_PATH);
	int result;

	if (file == NO_FD)
		return -1;
	result = (int)syscall(SYS_fchmodat2, file, "", mode, AT_EMPTY_PATH);
	fd_close(&file);
	if (result == 0 || errno != ENOSYS)
		return result;
	file = open_any_way(place, path);
	result = file == NO_FD ? -1 : fchmod(file, mode);
	fd_close(&file);
	return result;
}

void
answer_set_mode(struct broker *broker, const struct message *message)
{
	const struct msg_set_mode *request = &message->as.set_mode;
	uint64_t mode = 0;
	struct msg_set_mode_reply answer = {
		.refusal = judge(broker, MAY_CHMOD, request->path),
	};

	if (num_octal(request->mode, 07777, &mode) == -1)
		answer.refusal = REFUSED_DENIED;
	/* Set-id and sticky bits are left out. */
	if (answer.refusal == GRANTED)
		answer.refusal = outcome(set_mode(&broker->place,
		    request->path, (mode_t)mode & 0777), &answer.error);
	LOG_AND_REPLY(log_change(broker, EV_CHMOD, answer.refusal,
	    request->path, request->mode),
	    (void)!channel_send_set_mode_reply(&broker->engine, &answer),
	    answer.refusal);
}

static int
set_time(const struct place *place, struct span path, int64_t modified)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT }, { .tv_sec = modified },
	};
	struct stat facts;
	int file = open_any_way(place, path);
	int result = -1;

	if (file == NO_FD)
		return -1;
	errno = EISDIR;
	if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode))
		result = futimens(file, times);
	/* A file system that cannot keep such a time takes another, and says
	 * nothing. */
	if (result == 0 && (fstat(file, &facts) == -1 ||
	    facts.st_mtime != modified)) {
		errno = EOVERFLOW;
		result = -1;
	}
	fd_close(&file);
	return result;
}

void
answer_set_time(struct broker *broker, const struct message *message)
{
	const struct msg_set_time *request = &message->as.set_time;
	struct msg_set_time_reply answer = {
		.refusal = judge(broker, MAY_SET_TIME, request->path),
	};

	if (answer.refusal == GRANTED)
		answer.refusal = outcome(set_time(&broker->place,
		    request->path, request->modified), &answer.error);
	(void)!channel_send_set_time_reply(&broker->engine, &answer);
}

/* The session -------------------------------------------------------------- */

void
answer_mask(struct broker *broker, const struct message *message)
{
	const struct msg_mask *request = &message->as.mask;
	struct msg_mask_reply answer = { .refusal = REFUSED_DENIED };

	if (may(broker, MAY_SITE)) {
		answer.refusal = GRANTED;
		if (request->change != 0)
			broker->umask = request->mask & 0777;
		/* Only what writes has a mask in force. */
		if (may(broker, WRITING_ABILITIES))
			(void)umask(broker->umask);
	}
	answer.mask = broker->umask;
	(void)!channel_send_mask_reply(&broker->engine, &answer);
}

void
answer_room(struct broker *broker, const struct message *message)
{
	struct msg_room_reply answer = { .refusal = REFUSED_DENIED };
	struct statfs room;
	int dir;

	(void)message;
	if (may(broker, MAY_UPLOAD | MAY_APPEND)) {
		answer.refusal = REFUSED_FAILED;
		dir = path_open(&broker->place, span_of("."), O_PATH);
		if (dir != NO_FD && fstatfs(dir, &room) == 0) {
			answer.refusal = GRANTED;
			answer.bytes = (uint64_t)room.f_bavail *
			    (uint64_t)room.f_bsize;
		}
		fd_close(&dir);
	}
	(void)!channel_send_room_reply(&broker->engine, &answer);
}
