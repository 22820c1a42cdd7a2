/* SPDX-License-Identifier: ISC */
/*
 * Events for programs: lines of JSON, entries of the journal. What a client can
 * put into them is data, never syntax.
 */
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "log/fields.h"
#include "tap.h"

#define TEXT(literal) { (literal), sizeof(literal) - 1 }

static const struct {
	const char *name;
	const char *user;
	enum event_kind kind;
	struct facts facts;
	const char *json;	/* behind the client */
} events[] = {
	{ "a connection", "", EV_CONNECT, { 0 }, "" },
	{ "one that is refused", "", EV_CONNECT, { .text = TEXT("too many") },
	    ",\"reason\":\"too many\"" },
	{ "a login", "ftp", EV_LOGIN, { .anon_password = TEXT("me@x") },
	    ",\"user\":\"ftp\",\"password\":\"me@x\"" },
	{ "a refused one, with what only this log says", "u", EV_LOGIN,
	    { .failed = true, .reason = TEXT("PAM: no") },
	    ",\"user\":\"u\",\"reason\":\"PAM: no\"" },
	{ "and with what all logs say", "u", EV_LOGIN,
	    { .failed = true, .text = TEXT("Not today.") },
	    ",\"user\":\"u\",\"reason\":\"Not today.\"" },
	{ "a download", "u", EV_DOWNLOAD,
	    { .text = TEXT("/f"), .bytes = 9, .usec = 2046260 },
	    ",\"user\":\"u\",\"path\":\"/f\",\"bytes\":9,\"seconds\":2.046,"
	    "\"type\":\"binary\"" },
	{ "an upload of nothing, as text", "u", EV_UPLOAD,
	    { .failed = true, .text = TEXT("/f"), .ascii = true },
	    ",\"user\":\"u\",\"path\":\"/f\",\"bytes\":0,\"seconds\":0.000,"
	    "\"type\":\"ascii\"" },
	{ "a new name", "u", EV_RENAME,
	    { .text = TEXT("/a b"), .more = TEXT("/c d") },
	    ",\"user\":\"u\",\"path\":\"/a b\",\"to\":\"/c d\"" },
	{ "a new mode", "u", EV_CHMOD,
	    { .text = TEXT("/a"), .more = TEXT("644") },
	    ",\"user\":\"u\",\"path\":\"/a\",\"mode\":\"644\"" },
	{ "a command", "u", EV_COMMAND, { .text = TEXT("NOOP") },
	    ",\"user\":\"u\",\"command\":\"NOOP\"" },
	{ "a reply", "u", EV_RESPONSE, { .text = TEXT("200 Yes.") },
	    ",\"user\":\"u\",\"reply\":\"200 Yes.\"" },
	{ "a sentence", "", EV_FAULT, { .text = TEXT("no such file") },
	    ",\"message\":\"no such file\"" },
	{ "quotes and backslashes", "u\"", EV_MKDIR, { .text = TEXT("\"\\") },
	    ",\"user\":\"u\\\"\",\"path\":\"\\\"\\\\x5C\"" },
	{ "controls and bytes that are no UTF-8", "u", EV_MKDIR,
	    { .text = TEXT("\n\0\xff\xc3\xa9\xe2\x80\xa8") },
	    ",\"user\":\"u\",\"path\":\"\\\\x0A\\\\x00\\\\xFF\xc3\xa9"
	    "\\\\xE2\\\\x80\\\\xA8\"" },
};

static struct sink
sink_of(const char *user)
{
	struct sink sink = { .pid = 12, .peer = "::1", .syslog_ident = "ftpd" };

	(void)snprintf(sink.user, sizeof(sink.user), "%s", user);
	return sink;
}

/* The moment is not compared, but must be one. */
static bool
has_moment(const char *text, const char *before, const char *after)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
	size_t from = strlen(before);

	if (strncmp(text, before, from) != 0)
		return false;
	for (size_t i = 0; i < strlen(form); i++)
		if (form[i] == 'd'
		    ? strchr("0123456789", text[from + i]) == NULL
		    : text[from + i] != form[i])
			return false;
	return strncmp(text + from + strlen(form), after, strlen(after)) == 0;
}

#define BEFORE "{\"time\":\""

static void
test_json(void)
{
	for (size_t i = 0; i < COUNT_OF(events); i++) {
		const struct event_row *row = &event_rows[events[i].kind];
		struct sink sink = sink_of(events[i].user);
		char storage[2048], want[1024];
		struct buf line = BUF_OVER(storage);
		const char *text, *rest;

		json_put_line(&line, &sink, events[i].kind, &events[i].facts);
		text = buf_text(&line);
		ok(has_moment(text, BEFORE, "\",\"event\":\""),
		    "JSON: %s: when", events[i].name);
		rest = strstr(text, "\"session\"");
		(void)snprintf(want, sizeof(want),
		    "\"session\":12,\"client\":\"::1\"%s}\n", events[i].json);
		is_text(rest, want, "JSON: %s", events[i].name);
		ok((strstr(text, "\"ok\":") != NULL) ==
		    (row->status == HAS_STATUS) &&
		    (strstr(text, "\"ok\":false,") != NULL) ==
		    events[i].facts.failed, "JSON: %s: how it went",
		    events[i].name);
	}
}

/* Each row of the table of events has a name and a level of its own. */
static void
test_names(void)
{
	struct sink sink = sink_of("");

	for (int kind = 0; kind < EV_COUNT; kind++) {
		char storage[512], level[128], name[64];
		struct buf line = BUF_OVER(storage);
		const char *row = event_rows[kind].name;
		size_t at = 0;

		for (; row[at] != '\0'; at++)
			name[at] = row[at] == '_' ? '_'
			    : (char)(row[at] | 0x20);
		name[at] = '\0';
		json_put_line(&line, &sink, (enum event_kind)kind,
		    &(struct facts){ 0 });
		(void)snprintf(level, sizeof(level),
		    "\"event\":\"%s\",\"level\":\"%s\"", name,
		    event_rows[kind].level == LOG_INFO ? "info"
		    : event_rows[kind].level == LOG_WARNING ? "warning"
		    : event_rows[kind].level == LOG_ERR ? "err" : "alert");
		ok(strstr(buf_text(&line), level) != NULL, "JSON: %s", row);
	}
}

static size_t
line_count(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

static void
test_journal(void)
{
	static const char before[] =
	    "MESSAGE=[u] FAIL LOGIN: Client \"::1\", \"a?\\b\"\n"
	    "PRIORITY=4\nSYSLOG_FACILITY=11\nSYSLOG_PID=12\n"
	    "SYSLOG_IDENTIFIER=ftpd\nONEFTPD_TIME=";
	static const char after[] = "\nONEFTPD_EVENT=login\n"
	    "ONEFTPD_LEVEL=warning\nONEFTPD_OK=false\nONEFTPD_SESSION=12\n"
	    "ONEFTPD_CLIENT=::1\nONEFTPD_USER=u\n"
	    "ONEFTPD_REASON=a\\x0A\\x5Cb\n";
	struct sink sink = sink_of("u");
	char storage[1024];
	struct buf entry = BUF_OVER(storage);

	journal_put_entry(&entry, &sink, EV_LOGIN,
	    &(struct facts){ .failed = true, .text = TEXT("a\n\\b") });
	(void)buf_text(&entry);
	ok(has_moment(storage, before, after), "the journal: head and fields");
	is_num((long)line_count(storage), 13, "the journal: and nothing else");
}

int
main(void)
{
	test_json();
	test_names();
	test_journal();
	return done_testing();
}
