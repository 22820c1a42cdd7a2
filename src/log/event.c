/* SPDX-License-Identifier: ISC */
/*
 * Events: see event.h. This file knows which logs the process has, and what
 * goes to which.
 */
#include "log/event.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "log/places.h"
#include "log/sink.h"

const struct event_row event_rows[EV_COUNT] = {
#define EVENT(name, word, status, level, transfer, origin, text, more, \
    sentence) \
	[EV_##name] = { \
		#name, word, status, level, transfer, origin, text, more, \
		sentence \
	},
#include "log/events.def"
#undef EVENT
};

static struct sink sink = {
	.native = { .fd = NO_FD }, .xferlog = { .fd = NO_FD },
	.events = { .fd = NO_FD }, .access = 'r',
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

/* 0, or the errno: not now, because of what is not open yet. */
static int
open_log(const char *path, struct outlet *outlet)
{
	if (path == NULL)
		return 0;
	outlet->fd = open_log_file(path);
	return outlet->fd == NO_FD ? errno : 0;
}

static int
open_events(const char *where)
{
	if (where == NULL)
		return 0;
	sink.events.fd = open_place(where, &sink.render_event);
	return sink.events.fd == NO_FD ? errno : 0;
}

static void
tell_if_closed(const char *path, int error)
{
	if (error != 0)
		event_text(EV_NO_LOG, "cannot open the log %s: %s; make it "
		    "writable or name another one", path, strerror(error));
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

void
log_open(const struct log_setup *setup)
{
	int no_xferlog, no_native, no_events;

	sink.pid = getpid();
	log_set_name(setup->syslog_ident);
	set_habits(setup);
	if (setup->use_syslog || setup->tells_faults)
		syslogd_connect(&sink.syslogd);
	no_xferlog = open_log(setup->xferlog_path, &sink.xferlog);
	no_native = open_log(setup->native_path, &sink.native);
	no_events = open_events(setup->events);
	log_read_zone();
	tell_if_closed(setup->xferlog_path, no_xferlog);
	tell_if_closed(setup->native_path, no_native);
	tell_if_closed(setup->events, no_events);
}

void
log_adopt(const struct log_setup *setup)
{
	set_habits(setup);
	/* Grave events go there when there is no native log. */
	if (sink.native.fd == NO_FD || sink.use_syslog || sink.tells_faults)
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

/* One that is too long for a line is no line; nothing of it is lost. */
static bool
put(struct outlet *outlet, rendering *render, enum event_kind kind,
    const struct facts *facts)
{
	struct buf line = BUF_OVER(storage);

	render(&line, &sink, kind, facts);
	return line.full || outlet_put(outlet, buf_span(&line), sink.lock);
}

static bool
tell_of_losses(struct outlet *outlet, rendering *render)
{
	unsigned lost = outlet->lost;
	char text[64];

	(void)snprintf(text, sizeof(text), "%u %s lost: this log did not take "
	    "more in time.", lost, lost == 1 ? "line was" : "lines were");
	outlet->lost = put(outlet, render, EV_LOST,
	    &(struct facts){ .text = span_of(text) }) ? 0 : lost;
	return outlet->lost == 0;
}

/* What is missing above the line is told first. */
static void
write_line(struct outlet *outlet, rendering *render, enum event_kind kind,
    const struct facts *facts)
{
	if (outlet->lost == 0 || tell_of_losses(outlet, render))
		(void)put(outlet, render, kind, facts);
	else
		outlet->lost++;
}

/* Programs read it, and would not know such a line: others tell of losses. */
static void
write_xferlog(enum event_kind kind, const struct facts *facts)
{
	unsigned lost = sink.xferlog.lost;

	if (!put(&sink.xferlog, xferlog_put_event, kind, facts) || lost == 0)
		return;
	sink.xferlog.lost = 0;
	event_text(EV_LOST, "%u %s missing in the xferlog: it did not take "
	    "more in time.", lost, lost == 1 ? "line is" : "lines are");
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

	native_put_event(&line, &sink, kind, facts);
	if (!line.full)
		tell_syslog(event_level(kind, facts), buf_span(&line));
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

int
event_level(enum event_kind kind, const struct facts *facts)
{
	return kind == EV_LOGIN && facts->failed ? LOG_WARNING
	    : event_rows[kind].level;
}

void
event(enum event_kind kind, const struct facts *facts)
{
	bool to_file = sink.native.fd != NO_FD && !sink.use_syslog;
	bool is_grave = event_rows[kind].level <= LOG_ERR;

	if (sink.forward != NULL) {
		sink.forward(kind, facts);
		return;
	}
	if (sink.events.fd != NO_FD)
		write_line(&sink.events, sink.render_event, kind, facts);
	if (facts->is_only_there)
		return;
	if (sink.xferlog.fd != NO_FD && event_rows[kind].transfer != 0)
		write_xferlog(kind, facts);
	if (to_file)
		write_line(&sink.native, native_put_line, kind, facts);
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
