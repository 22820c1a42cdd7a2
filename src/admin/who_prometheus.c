/* SPDX-License-Identifier: ISC */
/*
 * Sessions as metrics, in the text format that Prometheus reads. Names that
 * clients give are no labels: they could make as many as they like, and user
 * names are nobody's business in a graph. Command line.
 */
#include <inttypes.h>
#include <string.h>

#include "admin/who.h"

static void
print_head(FILE *out, const char *name, const char *help)
{
	(void)fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void
print_states(FILE *out, const struct sessions *sessions)
{
	size_t counts[SEEN_KINDS] = { 0 };

	for (size_t i = 0; i < sessions->count; i++)
		counts[sessions->list[i].state]++;
	print_head(out, "oneftpd_sessions", "Sessions by what they do.");
	for (size_t i = 0; i < SEEN_KINDS; i++)
		(void)fprintf(out, "oneftpd_sessions{state=\"%s\"} %zu\n",
		    seen_words[i], counts[i]);
}

static void
print_sums(FILE *out, const struct sessions *sessions)
{
	size_t encrypted = 0;
	uint64_t rate = 0;

	for (size_t i = 0; i < sessions->count; i++) {
		if (sessions->list[i].is_encrypted)
			encrypted++;
		rate += seen_rate(&sessions->list[i]);
	}
	print_head(out, "oneftpd_sessions_encrypted",
	    "Sessions whose control connection is encrypted.");
	(void)fprintf(out, "oneftpd_sessions_encrypted %zu\n", encrypted);
	print_head(out, "oneftpd_transfer_bytes_per_second",
	    "All transfers that are on, each by its average.");
	(void)fprintf(out, "oneftpd_transfer_bytes_per_second %" PRIu64 "\n",
	    rate);
}

static size_t
count_from(const struct sessions *sessions, size_t first, size_t end,
    const struct in6_addr *address)
{
	size_t found = 0;

	for (size_t i = first; i < end; i++)
		if (memcmp(&sessions->list[i].address, address,
		    sizeof(*address)) == 0)
			found++;
	return found;
}

static void
print_addresses(FILE *out, const struct sessions *sessions)
{
	print_head(out, "oneftpd_sessions_from", "Sessions by address.");
	for (size_t i = 0; i < sessions->count; i++) {
		const struct seen_session *session = &sessions->list[i];
		char storage[64];
		struct buf text = BUF_OVER(storage);

		if (count_from(sessions, 0, i, &session->address) > 0)
			continue;
		sessions_put_address(&text, session);
		(void)fprintf(out,
		    "oneftpd_sessions_from{address=\"%s\"} %zu\n",
		    buf_text(&text), count_from(sessions, i, sessions->count,
		    &session->address));
	}
}

void
who_print_prometheus(FILE *out, const struct sessions *sessions)
{
	print_states(out, sessions);
	print_sums(out, sessions);
	print_addresses(out, sessions);
}
