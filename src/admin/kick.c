/* SPDX-License-Identifier: ISC */
/*
 * The command `oneftpd kick`: see kick.h. A session ends as it does when its
 * machine is shut down: SIGTERM to its first process, and its client is told
 * 421. As root.
 */
#include "admin/kick.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/help.h"
#include "admin/sessions.h"
#include "base/fail.h"
#include "base/num.h"
#include "log/harmless.h"
#include "table/alive.h"

#define EXIT_NOBODY 1

static const char usage[] =
    "Usage: oneftpd kick ID | USER | ADDRESS\n"
    "\n"
    "Ends the session with this ID (see oneftpd who), or all sessions of this\n"
    "user, or from this address. Their clients are told 421.\n";

/* Whom a word may mean: all at once, if it can be read so. */
struct meant {
	struct span user;
	uint64_t id;			/* 0: it is no number */
	bool is_address;
	struct in6_addr address;
};

static struct meant
read_word(const char *word)
{
	struct meant meant = { .user = span_of(word) };
	struct in_addr v4;

	if (num_decimal(meant.user, INT32_MAX, &meant.id) == -1)
		meant.id = 0;
	if (inet_pton(AF_INET, word, &v4) == 1) {
		meant.is_address = true;
		meant.address.s6_addr[10] = meant.address.s6_addr[11] = 0xff;
		memcpy(&meant.address.s6_addr[12], &v4, sizeof(v4));
	} else {
		meant.is_address =
		    inet_pton(AF_INET6, word, &meant.address) == 1;
	}
	return meant;
}

static bool
is_meant(const struct seen_session *session, const struct meant *meant)
{
	return (uint64_t)session->pid == meant->id ||
	    (session->user_length > 0 &&
	    span_equal(seen_user(session), meant->user)) ||
	    (meant->is_address && memcmp(&session->address, &meant->address,
	    sizeof(meant->address)) == 0);
}

static void
tell(const struct seen_session *session)
{
	char storage[4 * PAGE_USER_MOST + 128];
	struct buf text = BUF_OVER(storage);

	put_harmless(&text, seen_user(session), SCRIPT_UTF8);
	if (text.len == 0)
		buf_put_text(&text, "nobody yet");
	buf_put_text(&text, ", from ");
	sessions_put_address(&text, session);
	(void)printf("ended %d: %s\n", (int)session->pid, buf_text(&text));
}

/* Those that have ended by themselves meanwhile are no failure. */
static int
end_all(const struct sessions *sessions, const struct meant *meant)
{
	int status = EXIT_NOBODY;

	for (size_t i = 0; i < sessions->count; i++) {
		const struct seen_session *session = &sessions->list[i];

		if (!is_meant(session, meant))
			continue;
		if (alive_send(session->pid, session->taken_us, SIGTERM) ==
		    0) {
			tell(session);
			status = EXIT_SUCCESS;
		} else if (errno != ESRCH) {
			(void)fprintf(stderr, "oneftpd: cannot end %d: %s\n",
			    (int)session->pid, strerror(errno));
			return EXIT_FATAL;
		}
	}
	if (status == EXIT_NOBODY)
		(void)fputs("oneftpd: there is no such session\n", stderr);
	return status;
}

int
kick_command(char **arguments)
{
	struct sessions sessions;
	struct meant meant;

	if (arguments[0] == NULL || arguments[1] != NULL) {
		(void)fputs(usage, stderr);
		return EXIT_FATAL;
	}
	if (is_help(arguments[0])) {
		(void)fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	meant = read_word(arguments[0]);
	sessions_init(&sessions);
	if (sessions_read(&sessions) == -1)
		return EXIT_FATAL;
	return end_all(&sessions, &meant);
}
