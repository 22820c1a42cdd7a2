/* SPDX-License-Identifier: ISC */
/* Sessions as one JSON object (RFC 8259). Command line. */
#include <inttypes.h>

#include "admin/who.h"
#include "log/harmless.h"

/*
 * Text from outside, as logs show it: visible characters, and \xHH for the
 * bytes of all else. So only quotes and backslashes are left to be escaped.
 */
static void
print_text(FILE *out, const char *name, struct span text)
{
	char storage[4 * PAGE_COMMAND_MOST];
	struct buf shown = BUF_OVER(storage);

	put_harmless(&shown, text, SCRIPT_UTF8);
	(void)fprintf(out, "\"%s\":\"", name);
	for (size_t i = 0; i < shown.len; i++) {
		if (shown.at[i] == '"' || shown.at[i] == '\\')
			(void)fputc('\\', out);
		(void)fputc(shown.at[i], out);
	}
	(void)fputs("\",", out);
}

static void
print_session(FILE *out, const struct seen_session *session)
{
	char storage[64];
	struct buf address = BUF_OVER(storage);

	sessions_put_address(&address, session);
	(void)fprintf(out, "{\"id\":%d,", (int)session->pid);
	print_text(out, "user", seen_user(session));
	print_text(out, "address", buf_span(&address));
	(void)fprintf(out, "\"port\":%u,\"encrypted\":%s,\"seconds\":%" PRId64
	    ",\"state\":\"%s\",", session->port,
	    session->is_encrypted ? "true" : "false",
	    session->age_us / 1000000, seen_words[session->state]);
	print_text(out, "command", seen_command(session));
	(void)fprintf(out, "\"command_seconds\":%" PRId64 ",\"bytes\":%" PRIu64
	    ",\"bytes_before\":%" PRIu64 ",\"rate\":%" PRIu64 "}",
	    session->command_us / 1000000, session->moved,
	    session->moved_before, seen_rate(session));
}

void
who_print_json(FILE *out, const struct sessions *sessions)
{
	(void)fputs("{\"sessions\":[", out);
	for (size_t i = 0; i < sessions->count; i++) {
		if (i > 0)
			(void)fputs(",\n", out);
		print_session(out, &sessions->list[i]);
	}
	(void)fprintf(out, "],\"count\":%zu}\n", sessions->count);
}
