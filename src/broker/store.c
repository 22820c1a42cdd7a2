/* SPDX-License-Identifier: ISC */
/* Uploads: see store.h. Broker, as the user, in the jail. */
#include "broker/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "broker/allow.h"
#include "broker/broker.h"
#include "broker/filter.h"
#include "broker/give.h"
#include "broker/lock.h"
#include "broker/tls.h"
#include "broker/transfer.h"
#include "wire/abilities.h"

/* Opening ------------------------------------------------------------------ */

/* Non-blocking: a FIFO without a reader must not hold the session. */
#define TO_WRITE (O_WRONLY | O_NONBLOCK)

static int
create(struct broker *broker, struct span path, int flags)
{
	int file = path_create(&broker->place, path, TO_WRITE | flags,
	    broker->conf->file_open_mode & 0777);

	broker->upload.is_created = file != NO_FD;
	return file;
}

/*
 * Whether the file was there is known for certain only by who creates it. A
 * symbolic link to nothing is a name that exists, and creates another, which
 * may be there in the meantime.
 */
static int
open_or_create(struct broker *broker, struct span path, int flags)
{
	int file = create(broker, path, O_EXCL | flags);

	if (file == NO_FD && errno == EEXIST)
		file = path_open(&broker->place, path, TO_WRITE | flags);
	if (file != NO_FD || errno != ENOENT)
		return file;
	file = create(broker, path, flags);
	broker->upload.is_created = false;
	return file;
}

/* Names of STOU ------------------------------------------------------------ */

#define COUNTED_NAMES 20	/* then the numbers are drawn */
#define NAMES_MOST 200
#define RANDOM_LETTERS 6

static void
put_random_letters(struct buf *name)
{
	static const char letters[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned char drawn[RANDOM_LETTERS] = { 0 };

	(void)!getrandom(drawn, sizeof(drawn), 0);
	for (size_t i = 0; i < sizeof(drawn); i++)
		buf_put_char(name, letters[drawn[i] % (sizeof(letters) - 1)]);
}

static uint32_t
number_of(unsigned try)
{
	uint32_t drawn = try;

	if (try > COUNTED_NAMES)
		(void)!getrandom(&drawn, sizeof(drawn), 0);
	return drawn;
}

/* The name of this try; the first is the client's word, if there is one. */
static void
put_candidate(struct buf *name, const struct conf *conf, struct span base,
    unsigned try)
{
	buf_clear(name);
	buf_put_span(name, base.len > 0 ? base : span_of("STOU"));
	if (try == 0 && !conf->better_stou)
		return;
	buf_put_char(name, '.');
	if (conf->better_stou)
		put_random_letters(name);
	else
		buf_put_u64(name, number_of(try));
}

static bool
is_refused(const struct broker *broker, struct span path)
{
	return filter_denies(broker, path) ||
	    !allow_path(broker->conf->upload_file, &broker->place, path);
}

static enum refusal
open_unique(struct broker *broker, struct span base, struct buf *name)
{
	unsigned first = base.len > 0 || broker->conf->better_stou ? 0 : 1;

	for (unsigned try = first; try < NAMES_MOST; try++) {
		put_candidate(name, broker->conf, base, try);
		if (name->full)
			return REFUSED_FAILED;
		if (is_refused(broker, buf_span(name)))
			return REFUSED_DENIED;
		broker->upload.file = create(broker, buf_span(name),
		    O_EXCL | O_APPEND);
		if (broker->upload.file != NO_FD)
			return GRANTED;
		if (errno != EEXIST)
			return REFUSED_FAILED;
	}
	return REFUSED_FAILED;
}

/* STOU. The name is told to the client, so it is taken from now on. */
static enum refusal
open_unique_file(struct broker *broker, const struct msg_open_write *request,
    struct buf *name)
{
	struct upload *upload = &broker->upload;
	enum refusal refusal = open_unique(broker, request->path, name);

	if (refusal != GRANTED || !atomic_is_wanted(broker, request))
		return refusal;
	upload->file = atomic_open_held(broker, buf_span(name),
	    fd_take(&upload->file));
	return upload->file == NO_FD ? REFUSED_FAILED : GRANTED;
}

/* The named file ----------------------------------------------------------- */

/* O_APPEND where the client may not touch what is there: the engine, which gets
 * the descriptor, cannot either. */
static int
open_in_place(struct broker *broker, const struct msg_open_write *request)
{
	if (request->store == STORE_APPEND)
		return open_or_create(broker, request->path, O_APPEND);
	if ((broker->abilities & MAY_OVERWRITE) == 0)
		return create(broker, request->path, O_EXCL | O_APPEND);
	return open_or_create(broker, request->path, 0);
}

static int
open_beside(struct broker *broker, const struct msg_open_write *request)
{
	int file = atomic_open(broker, request->path,
	    (broker->abilities & MAY_OVERWRITE) == 0);

	broker->upload.is_created = file != NO_FD;
	if (file != NO_FD || errno != ELOOP)
		return file;
	/* A symbolic link stays one, and what it leads to is written to. */
	atomic_close(&broker->upload.atomic);
	return open_in_place(broker, request);
}

static enum refusal
open_named(struct broker *broker, const struct msg_open_write *request)
{
	if (is_refused(broker, request->path))
		return REFUSED_DENIED;
	broker->upload.file = atomic_is_wanted(broker, request)
	    ? open_beside(broker, request) : open_in_place(broker, request);
	return broker->upload.file == NO_FD ? REFUSED_FAILED : GRANTED;
}

static bool
is_plain(int file)
{
	struct stat facts;

	if (fstat(file, &facts) == -1)
		return false;
	errno = S_ISREG(facts.st_mode) ? 0 : EISDIR;
	return S_ISREG(facts.st_mode);
}

/* To where the client wants to resume; beyond the end makes a hole. Where only
 * the end can be written to, REST means nothing (protocol.md 3.5). */
static int
find_start(struct upload *upload, const struct msg_open_write *request,
    bool may_overwrite)
{
	struct stat facts;

	upload->start = 0;
	if (request->store == STORE_APPEND) {
		if (fstat(upload->file, &facts) == -1)
			return -1;
		upload->start = facts.st_size;
	} else if (request->store == STORE_REPLACE && may_overwrite) {
		if (request->offset > INT64_MAX) {
			errno = EINVAL;
			return -1;
		}
		upload->start = (off_t)request->offset;
		if (upload->start > 0 && lseek(upload->file, upload->start,
		    SEEK_SET) == -1)
			return -1;
	}
	return 0;
}

static enum refusal
prepare_file(struct broker *broker, const struct msg_open_write *request)
{
	int file = broker->upload.file;
	enum refusal refusal;

	if (!is_plain(file) || give_mode(broker) == -1)
		return REFUSED_FAILED;
	/* What has no name of its own yet is given away with it. */
	if (!atomic_is_on(&broker->upload.atomic) && give_away(broker) == -1)
		return REFUSED_FAILED;
	refusal = lock_file(broker, file, F_WRLCK);
	if (refusal == GRANTED && find_start(&broker->upload, request,
	    (broker->abilities & MAY_OVERWRITE) != 0) == -1)
		refusal = REFUSED_FAILED;
	return refusal;
}

/* The whole ---------------------------------------------------------------- */

static bool
may_store(const struct broker *broker, uint32_t store)
{
	return store < STORE_COUNT && (broker->abilities &
	    (store == STORE_APPEND ? MAY_APPEND : MAY_UPLOAD)) != 0;
}

/* Bytes can come: what they replace goes. */
static int
begin(struct upload *upload)
{
	bool replaces = upload->file != NO_FD && upload->replaces;

	upload->waits = upload->replaces = false;
	return replaces ? ftruncate(upload->file, 0) : 0;
}

/* Nothing is lost before the new bytes can come; over TLS that is not yet. */
static enum refusal
obtain_stream(struct broker *broker, const struct msg_open_write *request,
    int *stream_out)
{
	struct upload *upload = &broker->upload;
	enum refusal refusal = sockets_obtain(broker, stream_out);

	upload->waits = request->encrypted != 0;
	upload->replaces = request->store == STORE_REPLACE &&
	    request->offset == 0 && !upload->is_created;
	if (refusal == GRANTED && !upload->waits && begin(upload) == -1)
		refusal = REFUSED_FAILED;
	return refusal;
}

static enum refusal
open_for_writing(struct broker *broker, const struct msg_open_write *request,
    struct buf *name, int *stream_out)
{
	enum refusal refusal;

	if (!may_store(broker, request->store))
		return REFUSED_DENIED;
	if (!sockets_have_mode(&broker->port))
		return REFUSED_NO_MODE;
	if (is_too_clear(broker, request->encrypted))
		return REFUSED_CLEAR;
	if (request->store == STORE_UNIQUE) {
		refusal = open_unique_file(broker, request, name);
	} else {
		buf_put_span(name, request->path);
		refusal = open_named(broker, request);
	}
	transfer_begin(broker, EV_UPLOAD, buf_span(name));
	if (refusal == GRANTED)
		refusal = prepare_file(broker, request);
	if (refusal == GRANTED)
		refusal = obtain_stream(broker, request, stream_out);
	return refusal;
}

void
answer_open_write(struct broker *broker, const struct message *message)
{
	char storage[PATH_MAX];
	struct buf name = BUF_OVER(storage);
	struct msg_open_write_reply answer = {
		.file = NO_FD, .stream = NO_FD,
	};

	transfer_abandon(broker);
	answer.refusal = open_for_writing(broker, &message->as.open_write,
	    &name, &answer.stream);
	answer.error = (uint32_t)errno;
	answer.name = buf_span(&name);
	if (answer.refusal == GRANTED)
		answer.file = broker->upload.file;
	else
		sockets_drop(&answer.stream);
	(void)!channel_send_open_write_reply(&broker->engine, &answer);
	fd_close(&answer.stream);
}

void
answer_begin(struct broker *broker, const struct message *message)
{
	struct msg_begin_reply answer = { .error = 0 };

	(void)message;
	if (begin(&broker->upload) == -1)
		answer.error = (uint32_t)errno;
	(void)!channel_send_begin_reply(&broker->engine, &answer);
}

/* What moves at a time; in more steps where the kernel grants less. */
#define PIPE_BYTES (1 << 20)

/*
 * One for each upload: descriptors that wait in a channel are the kernel's to
 * keep, so the engine gets few. It does not block, as the engine never does.
 */
void
answer_pipe(struct broker *broker, const struct message *message)
{
	struct upload *upload = &broker->upload;
	int ends[] = { NO_FD, NO_FD };

	(void)message;
	if (upload->file != NO_FD && !upload->waits && !upload->has_pipe &&
	    pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
		(void)!fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
		upload->has_pipe = true;
	}
	(void)!channel_send_pipe_reply(&broker->engine,
	    &(struct msg_pipe_reply){
		.way_out = ends[0], .way_in = ends[1],
	    });
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}
