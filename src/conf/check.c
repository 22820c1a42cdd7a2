/* SPDX-License-Identifier: ISC */
/*
 * Checks across options: see checks.def. Monitor, before each greeting, and so
 * in a hurry; listener and command line with more time.
 */
#include "conf/conf.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>

#include "base/network.h"
#include "conf/auth_order.h"
#include "conf/needs.h"
#include "conf/pasv_address.h"
#include "conf/report.h"
#include "conf/rows.h"

enum kind { FAULT, WARNING };
enum moment { EACH_SESSION, WHEN_ASKED };

struct rule {
	enum kind kind;
	enum moment moment;
	const char *option;
	bool (*applies)(const struct conf_load *load);
	const char *text;
};

static bool
is_ipv4(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) != 0;
}

/* address or address%interface */
static bool
is_ipv6(const char *text)
{
	char plain[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "%");
	struct in6_addr address;

	if (len >= sizeof(plain))
		return false;
	memcpy(plain, text, len);
	plain[len] = '\0';
	return inet_pton(AF_INET6, plain, &address) == 1 &&
	    (text[len] == '\0' || if_nametoindex(text + len + 1) != 0);
}

/* All of a list with commas; an empty one has none. */
static bool
are_all(const char *list, bool (*is_good)(const char *text))
{
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 2];

	for (;; list++) {
		size_t len = strcspn(list, ",");

		if (len >= sizeof(text))
			return false;
		memcpy(text, list, len);
		text[len] = '\0';
		if (!is_good(text))
			return false;
		list += len;
		if (*list == '\0')
			return true;
	}
}

/* VERB,VERB: what an empty element follows is not looked at any more. */
static bool
is_command_list(const char *text)
{
	if (text == NULL)
		return true;
	for (const char *at = text; *at != '\0'; at++)
		if ((*at < 'A' || *at > 'Z') && *at != ',')
			return false;
	return text[0] != ',' && strstr(text, ",,") == NULL;
}

/* NULL is no text. */
static bool
is_text(const char *value, const char *text)
{
	return value != NULL && strcmp(value, text) == 0;
}

static bool
is_kind_of_sync(const char *text)
{
	struct span kind = span_of(text);

	return span_is(kind, "none") || span_is(kind, "file") ||
	    span_is(kind, "full");
}

/* No listener is asked for in so many words. */
static bool
is_under_superserver(const struct conf_load *load)
{
	return !load->conf->listen_ipv6 &&
	    !(load->conf->listen && conf_is_written(load, "listen"));
}

#define CHECK(name, kind, moment, option, condition, text) \
	static bool name##_applies(const struct conf_load *load) \
	{ \
		const struct conf *conf = load->conf; \
\
		return condition; \
	}
#include "conf/checks.def"
#undef CHECK

static const struct rule rules[] = {
#define CHECK(name, kind, moment, option, condition, text) \
	{ kind, moment, #option, name##_applies, text },
#include "conf/checks.def"
#undef CHECK
};

static void
report_rule(struct conf_load *load, const struct rule *rule)
{
	const struct place place = place_of(load,
	    option_find(span_of(rule->option)));

	if (rule->kind == FAULT)
		report_fault(load, &place, "%s", rule->text);
	else
		report_warning(load, &place, "%s", rule->text);
}

static void
check_rules(struct conf_load *load, bool thorough)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if ((thorough || rules[i].moment == EACH_SESSION) &&
		    rules[i].applies(load))
			report_rule(load, &rules[i]);
}

/* NO, 0 and nothing, where that is the default too, ask for no effect. */
static bool
asks_for_nothing(const struct conf *conf, const struct option_row *row)
{
	static const char *const nothing[] = { "NO", "0", "" };
	char ours[16] = "", theirs[16] = "";
	struct buf value = BUF_OVER(ours), usual = BUF_OVER(theirs);

	conf_put_value(&value, conf, row);
	conf_put_value(&usual, &conf_defaults, row);
	if (value.full || usual.full ||
	    !span_equal(buf_span(&value), buf_span(&usual)))
		return false;
	for (size_t i = 0; i < COUNT_OF(nothing); i++)
		if (span_is(buf_span(&value), nothing[i]))
			return true;
	return false;
}

static void
check_effects(struct conf_load *load)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		const struct place place = place_of(load, row);

		if (row->effect == NO_EFFECT && conf_is_set(load, row) &&
		    !asks_for_nothing(load->conf, row))
			report_warning(load, &place, "nothing depends on this "
			    "here: it may be left out");
	}
}

int
conf_check(struct conf_load *load, bool thorough)
{
	unsigned faults_before = load->faults;

	check_rules(load, thorough);
	if (thorough) {
		needs_check(load);
		check_effects(load);
	}
	return load->faults == faults_before ? 0 : -1;
}
