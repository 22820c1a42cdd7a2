/* SPDX-License-Identifier: ISC */
/*
 * Accounts, files and folders that must be there: see needs.def. The command
 * line and the start of a listener; never a session.
 */
#include "conf/needs.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/module.h"
#include "conf/report.h"
#include "conf/rows.h"
#include "tls/tls.h"
#include "users/check.h"

/* A value that is looked up, and where it is written. */
struct claim {
	const char *value;	/* never NULL */
	struct place place;
};

typedef void (*need_check)(struct conf_load *load, const struct claim *claim);

struct need {
	need_check check;
	const char *option;
	bool (*counts)(const struct conf *conf);
};

static bool
is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Somebody else's question cannot be answered by who may not look. */
static void
report_lack(struct conf_load *load, const struct claim *claim, int error,
    const char *remedy)
{
	struct shown value = shown(span_of(claim->value));

	if (error == EACCES && geteuid() != 0)
		report_warning(load, &claim->place,
		    "you may not look at %s: ask "
		    "again as root",
		    value.text);
	else
		report_fault(load, &claim->place, "%s: %s: %s", value.text,
		    strerror(error), remedy);
}

static void
check_ACCOUNT(struct conf_load *load, const struct claim *claim)
{
	if (getpwnam(claim->value) == NULL)
		report_fault(load, &claim->place, "there is no account \"%s\": "
		    "create it, or name another one",
		    shown(span_of(claim->value)).text);
}

static void
check_FOLDER(struct conf_load *load, const struct claim *claim)
{
	static const char remedy[] = "create it, or name another directory";
	struct stat facts;

	if (stat(claim->value, &facts) == -1)
		report_lack(load, claim, errno, remedy);
	else if (!S_ISDIR(facts.st_mode))
		report_lack(load, claim, ENOTDIR, remedy);
}

static void
check_HOME(struct conf_load *load, const struct claim *claim)
{
	const struct passwd *entry = getpwnam(claim->value);

	if (entry == NULL)
		check_ACCOUNT(load, claim);
	else
		check_FOLDER(load, &(struct claim){
			.value = entry->pw_dir, .place = claim->place,
		});
}

static void
check_LIST(struct conf_load *load, const struct claim *claim)
{
	struct stat facts;

	if (stat(claim->value, &facts) == -1 ||
	    access(claim->value, R_OK) == -1)
		report_lack(load, claim, errno,
		    "create it, or name another file");
	else if (!S_ISREG(facts.st_mode))
		report_warning(load, &claim->place,
		    "%s is not a file and counts "
		    "as an empty one: name a file",
		    shown(span_of(claim->value)).text);
}

/* Its lines have places of their own. */
struct users_report {
	struct conf_load *load;
	const char *path;
};

static void
report_line(void *context, bool is_fault, unsigned line, const char *text)
{
	const struct users_report *report = context;
	const struct place place = { .file = report->path, .line = line };

	if (is_fault)
		report_fault(report->load, &place, "%s", text);
	else
		report_warning(report->load, &place, "%s", text);
}

static void
check_USERS(struct conf_load *load, const struct claim *claim)
{
	const struct conf *conf = load->conf;

	if (access(claim->value, R_OK) == -1 && errno == EACCES)
		report_lack(load, claim, EACCES, "give it to root");
	else
		/* Guests are at home elsewhere, and so is who has a root. */
		users_check(claim->value, !conf->create_home &&
		    !conf->guest_enable && conf->local_root == NULL &&
		    conf->user_sub_token == NULL, report_line,
		    &(struct users_report){ load, claim->value });
}

/* So that there is time to get a new one. */
#define DAYS_TO_WARN 14

static void
report_days(struct conf_load *load, const struct claim *claim, int days)
{
	if (days == 0)
		report_warning(load, &claim->place, "the certificate in %s "
		    "ends today, or has ended: get a new one", claim->value);
	else if (days <= DAYS_TO_WARN)
		report_warning(load, &claim->place, "the certificate in %s "
		    "ends in %d day%s: get a new one", claim->value, days,
		    days == 1 ? "" : "s");
}

/* Files that cannot be read are the affair of LIST. */
static void
check_CERTIFICATE(struct conf_load *load, const struct claim *claim)
{
	const struct conf *conf = load->conf;
	const char *key = claim->value == conf->rsa_cert_file
	    ? conf->rsa_private_key_file : conf->dsa_private_key_file;
	const struct tls_settings settings = {
		.identities = { { claim->value, key } },
	};
	const char *why = NULL;
	const struct tls_object *tls = module_symbol("tls", "oneftpd_tls",
	    &why);
	struct tls_why reason;
	int days;

	if (access(claim->value, R_OK) == -1 ||
	    (key != NULL && access(key, R_OK) == -1))
		return;
	if (tls == NULL) {
		report_fault(load, &claim->place, "OpenSSL cannot be loaded: "
		    "%s; install it or set ssl_enable=NO", why);
		return;
	}
	days = tls->days_left(&settings, 0, &reason);
	if (days == -1)
		report_fault(load, &claim->place, "%s", reason.text);
	else
		report_days(load, claim, days);
}

static void
check_LOG(struct conf_load *load, const struct claim *claim)
{
	char folder[PATH_MAX] = "";
	const char *slash = strrchr(claim->value, '/');
	size_t len = slash != NULL ? (size_t)(slash - claim->value) : 0;

	if (len == 0 || len >= sizeof(folder))
		return;
	memcpy(folder, claim->value, len);
	check_FOLDER(load, &(struct claim){
		.value = folder, .place = claim->place,
	});
}

#define NEEDS(kind, option, condition) \
	static bool kind##_##option(const struct conf *conf) \
	{ \
		return condition; \
	}
#include "conf/needs.def"
#undef NEEDS

static const struct need needs[] = {
#define NEEDS(kind, option, condition) \
	{ check_##kind, #option, kind##_##option },
#include "conf/needs.def"
#undef NEEDS
};

static void
check_need(struct conf_load *load, const struct need *need)
{
	const struct option_row *row = option_find(span_of(need->option));
	struct claim claim = {
		.value = row_text(load->conf, row),
		.place = place_of(load, row),
	};

	if (!need->counts(load->conf))
		return;
	if (claim.value == NULL)
		report_fault(load, &claim.place, "this is needed, but has no "
		    "value: write %s=NAME", row->name);
	else
		need->check(load, &claim);
}

void
needs_check(struct conf_load *load)
{
	for (size_t i = 0; i < COUNT_OF(needs); i++)
		check_need(load, &needs[i]);
}
