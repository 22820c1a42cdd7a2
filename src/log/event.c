/* SPDX-License-Identifier: ISC */
/*
 * Events: see event.h. This file owns the process's log descriptors and
 * writes each line with one write(2) under a record lock, as the other
 * programs do that append to the same files.
 */
#include "log/event.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "log/sink.h"

const struct event_row event_rows[EV_COUNT] = {
#define EVENT(name, word, status, level, transfer, origin, sentence) \
	[EV_##name] = { \
		#name, word, status, level, transfer, origin, sentence \
	},
#include "log/events.def"
#undef EVENT
};

static struct sink sink = {
	.native = NO_FD, .xferlog = NO_FD, .access = 'r',
	.syslog_ident = "oneftpd", .syslogd = { .fd = NO_FD },
};

/* A line that is being put together: large, and apart from what is small. */
static char storage[LOG_LINE_MAX];

const struct sink *
log_sink(void)
{
	return &sink;
}

/* Setting up --------------------------------------------------------------- */

static int
open_log(const char *path, int *fd_out, const char **failed_path)
{
	if (path == NULL)
		return 0;
	*fd_out = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    0600);
	if (*fd_out == NO_FD)
		*failed_path = path;
	return *fd_out == NO_FD ? -1 : 0;
}

void
log_set_name(const char *name)
{
	if (name != NULL)
		sink.syslog_ident = name;
}

static void
set_habits(const struct log_setup *setup)
{
	sink.use_syslog = setup->use_syslog;
	sink.lock = setup->lock;
	sink.tells_faults = setup->tells_faults;
	sink.script = setup->script;
}

/* For UTC as well: libc reads /etc/localtime at the first conversion, and no
 * jail has one. */
void
log_read_zone(void)
{
	if (!sink.has_zone)
		tzset();
	sink.has_zone = true;
}

int
log_open(const struct log_setup *setup, const char **failed_path)
{
	sink.pid = getpid();
	log_set_name(setup->syslog_ident);
	set_habits(setup);
	if (setup->use_syslog || setup->tells_faults)
		syslogd_connect(&sink.syslogd);
	if (open_log(setup->xferlog_path, &sink.xferlog, failed_path) == -1 ||
	    open_log(setup->native_path, &sink.native, failed_path) == -1)
		return -1;
	log_read_zone();
	return 0;
}

void
log_adopt(const struct log_setup *setup)
{
	set_habits(setup);
	/* Grave events go there when there is no native log. */
	if (sink.native == NO_FD || sink.use_syslog || sink.tells_faults)
		syslogd_connect(&sink.syslogd);
}

static void
set_text(char *field, size_t size, struct span text)
{
	text = span_first(text, size - 1);
	memcpy(field, text.at, text.len);
	field[text.len] = '\0';
}

void
log_set_peer(const char *peer)
{
	set_text(sink.peer, sizeof(sink.peer), span_of(peer));
}

void
log_set_user(struct span user)
{
	set_text(sink.user, sizeof(sink.user), user);
}

void
log_set_identity(char access, struct span identity)
{
	sink.access = access;
	set_text(sink.identity, sizeof(sink.identity), identity);
}

void
log_forward_to(void (*forward)(enum event_kind, const struct facts *))
{
	sink.forward = forward;
}

/* Writing ------------------------------------------------------------------ */

static int
lock_log(int fd, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	return sink.lock ? fcntl(fd, F_SETLKW, &whole) : 0;
}

/* A log that cannot be locked or written never ends a session. */
static void
append(int fd, struct span line)
{
	if (lock_log(fd, F_WRLCK) == -1)
		return;
	(void)!write(fd, line.at, line.len);
	(void)lock_log(fd, F_UNLCK);
}

static void
write_xferlog(enum event_kind kind, const struct facts *facts)
{
	struct buf line = BUF_OVER(storage);

	xferlog_put_event(&line, &sink, kind, facts);
	if (!line.full)
		append(sink.xferlog, buf_span(&line));
}

static void
write_native(enum event_kind kind, const struct facts *facts)
{
	struct buf line = BUF_OVER(storage);

	native_put_date(&line, time(NULL));
	buf_put_text(&line, " [pid ");
	buf_put_u64(&line, (unsigned)sink.pid);
	buf_put_text(&line, "] ");
	native_put_event(&line, &sink, kind, facts);
	buf_put_char(&line, '\n');
	if (!line.full)
		append(sink.native, buf_span(&line));
}

static void
tell_syslog(int level, struct span text)
{
	const struct syslog_name name = {
		.ident = sink.syslog_ident, .pid = sink.pid,
	};

	syslogd_connect(&sink.syslogd);
	syslogd_tell(&sink.syslogd, &name, level, text);
}

static void
write_syslog(enum event_kind kind, const struct facts *facts)
{
	struct buf line = BUF_OVER(storage);
	int level = event_rows[kind].level;

	if (kind == EV_LOGIN && facts->failed)
		level = LOG_WARNING;
	native_put_event(&line, &sink, kind, facts);
	if (!line.full)
		tell_syslog(level, buf_span(&line));
}

/* log_die: in the words, and at the level, of the old option. */
static void
write_fault(const struct facts *facts)
{
	struct buf text = BUF_OVER(storage);

	buf_put_text(&text, "ERROR: ");
	put_harmless(&text, facts->text, sink.script);
	if (!text.full)
		tell_syslog(LOG_WARNING, buf_span(&text));
}

void
event(enum event_kind kind, const struct facts *facts)
{
	bool to_file = sink.native != NO_FD && !sink.use_syslog;
	bool is_grave = event_rows[kind].level <= LOG_ERR;

	if (sink.forward != NULL) {
		sink.forward(kind, facts);
		return;
	}
	if (sink.xferlog != NO_FD && event_rows[kind].transfer != 0)
		write_xferlog(kind, facts);
	if (to_file)
		write_native(kind, facts);
	if (kind == EV_FAULT && sink.tells_faults)
		write_fault(facts);
	else if (sink.use_syslog || (is_grave && !to_file))
		write_syslog(kind, facts);
}

int
event_from_engine(uint32_t kind, struct span text)
{
	if (kind >= EV_COUNT || event_rows[kind].origin != FROM_ENGINE)
		return -1;
	event((enum event_kind)kind, &(struct facts){ .text = text });
	return 0;
}

void
event_text(enum event_kind kind, const char *format, ...)
{
	char text[2048];
	va_list args;

	/* Not a buf: of a sentence too long, the beginning is worth having. */
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	event(kind, &(struct facts){ .text = span_of(text) });
}
