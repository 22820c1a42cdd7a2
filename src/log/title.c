/* SPDX-License-Identifier: ISC */
/* Process titles: see title.h. Every role, the engine in its jail. */
#include "log/title.h"

#include <string.h>
#include <unistd.h>

#include "log/sink.h"

#define TITLE_MOST 512

/*
 * At file scope because the kernel keeps one for each process. The strings of
 * arguments and environment lie one behind the other.
 */
static struct {
	char *begin;
	const char *last;	/* the last of the strings */
	size_t size;		/* 0: not known yet */
} area HOT;

void
title_remember(char **arguments)
{
	area.begin = arguments[0];
	area.last = area.begin;
	for (char **next = arguments; *next != NULL; next++)
		area.last = *next;
	for (char **next = environ; *next != NULL; next++)
		area.last = *next;
}

/* With zeros behind, or the rest of the last title would show. */
static void
write_title(struct span title)
{
	if (area.begin == NULL)
		return;
	if (area.size == 0)
		area.size = (size_t)(area.last - area.begin) +
		    strlen(area.last) + 1;
	title = span_first(title, area.size - 1);
	memcpy(area.begin, title.at, title.len);
	memset(area.begin + title.len, 0, area.size - title.len);
}

void
title_show(struct span state)
{
	const struct sink *sink = log_sink();
	char storage[TITLE_MOST];
	struct buf title = BUF_OVER(storage);

	buf_put_text(&title, sink->syslog_ident);
	buf_put_text(&title, ": ");
	if (sink->peer[0] != '\0') {
		buf_put_text(&title, sink->peer);
		if (sink->user[0] != '\0') {
			buf_put_char(&title, '/');
			put_harmless(&title, span_of(sink->user), SCRIPT_ASCII);
		}
		buf_put_text(&title, ": ");
	}
	put_harmless(&title, span_first(state, buf_room(&title)), SCRIPT_ASCII);
	write_title(buf_span(&title));
}
