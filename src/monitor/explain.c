/* SPDX-License-Identifier: ISC */
/*
 * What a login would come to: see explain.h. Command line, as whoever asks;
 * the name is an administrator's. Each step is the function that the monitor
 * calls at a login; only telling is done here.
 */
#include "monitor/explain.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "conf/auth_order.h"
#include "conf/report.h"
#include "conf/show.h"
#include "monitor/authenticate.h"
#include "monitor/become.h"
#include "monitor/homes.h"
#include "monitor/learn.h"
#include "monitor/login.h"
#include "monitor/user_file.h"
#include "monitor/virtual.h"
#include "wire/abilities.h"

/* PAM's rules may look at it; other addresses may have other rules. */
#define CLIENT "127.0.0.1"

/* Telling ------------------------------------------------------------------ */

PRINTF_LIKE(2, 3) static void
tell(const char *step, const char *format, ...)
{
	va_list args;

	(void)printf("%-12s", step);
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
}

/* What would end the session is where the story ends. */
static void
tell_failure(enum failure kind, const char *text)
{
	(void)kind;
	tell("Fault", "500 OOPS: %s", shown(span_of(text)).text);
	(void)fflush(stdout);
}

/* Steps -------------------------------------------------------------------- */

/* What a session knows when it greets. False: a fault, which has been told. */
static bool
connect_client(struct monitor *monitor, struct conf_load *load)
{
	const char *host_file = getenv("VSFTPD_LOAD_CONF");
	struct buf peer = BUF_OVER(monitor->facts.peer_text);

	monitor_init(monitor, load);
	buf_put_text(&peer, CLIENT);
	(void)buf_text(&peer);
	if (host_file != NULL) {
		tell("Host file", "%s", shown(span_of(host_file)).text);
		if (conf_load_file(load, host_file) == -1 ||
		    conf_check(load, false) == -1)
			return false;
	}
	learn_accounts(monitor);
	learn_lists(monitor);
	return true;
}

static void
enter_anonymous(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;

	login_as_anonymous(monitor);
	tell("User", "anonymous, as %s", monitor->login.name);
	tell("Password", "any%s%s",
	    conf->secure_email_list_enable && monitor->email_passwords.len > 0
	    ? " that is in email_password_file" : "",
	    conf->deny_email_enable ? " that is not in banned_email_file" : "");
}

/* False: the users file has not got the name, or no password for it. */
static bool
enter_virtual(struct monitor *monitor, const char *user)
{
	struct accepted accepted;

	switch (virtual_find(monitor, user, &accepted)) {
	case NOT_THERE:
		return false;
	case LOCKED_OUT:
		tell("Locked", "in users_file");
		return false;
	case MAY_TRY:
		break;
	}
	tell("User", "virtual, of users_file");
	tell("Password", "that of the file");
	if (login_take(monitor, &accepted) == -1)
		fatal("there is not the memory");
	return true;
}

/* False: PAM's account rules refuse the name. */
static bool
enter_local(struct monitor *monitor, const char *user)
{
	const struct pam_object *pam = authenticate_object();
	const char *service = monitor->conf->pam_service_name;
	const char *why = "it cannot be loaded";

	if (pam != NULL)
		why = pam->why_not(&(struct pam_login){ .service = service,
		    .user = user, .peer = monitor->facts.peer_text });
	if (why != NULL) {
		tell("Refused", "PAM, service %s, by its account rules: %s",
		    shown(span_of(service)).text, why);
		return false;
	}
	tell("User", "known to PAM, service %s, by its account rules",
	    shown(span_of(service)).text);
	tell("Password", "for the auth rules of that service to judge");
	monitor->login = (struct login){ .kind = LOCAL, .name = user };
	return true;
}

/* As auth_order has it. False: nobody would accept the name. */
static bool
enter_user(struct monitor *monitor, const char *user)
{
	const struct conf *conf = monitor->conf;
	struct span order = span_of(conf->auth_order);
	bool asks_pam = conf->local_enable && monitor->facts.privileged;
	enum auth_way way;

	while (auth_order_next(&order, &way))
		switch (way) {
		case AUTH_USERS_FILE:
			if (enter_virtual(monitor, user))
				return true;
			break;
		case AUTH_PAM:
			if (asks_pam && enter_local(monitor, user))
				return true;
			break;
		case AUTH_WAYS:
			break;
		}
	if (!asks_pam || !auth_order_has(conf->auth_order, AUTH_PAM))
		tell("Refused", "users_file has no user of this name who could "
		    "log in");
	return false;
}

static void
tell_account(struct monitor *monitor)
{
	static const char *const kinds[] = {
		[ANONYMOUS] = "", [LOCAL] = "", [VIRTUAL] = "",
		[GUEST] = ", a guest",
	};
	const struct account *account = &monitor->login.account;
	const char *own_file = user_file_path(monitor);

	tell("Own file", "%s", own_file != NULL
	    ? shown(span_of(own_file)).text : "none");
	if (monitor->facts.privileged)
		tell("Account", "%s, uid %u, gid %u%s", account->name,
		    account->uid, account->gid, kinds[monitor->login.kind]);
	else
		tell("Account", "that of whoever starts the server");
}

static const char *
directory_here(void)
{
	static char path[PATH_MAX];

	if (getcwd(path, sizeof(path)) == NULL)
		fatal("the directory has no path: %s", strerror(errno));
	return path;
}

/* For good: nothing that follows needs more. */
static void
become_user(const struct monitor *monitor, const struct jail_place *place)
{
	const struct account *account = &monitor->login.account;

	if (place->privileged &&
	    (setgroups(place->group_count, place->groups) == -1 ||
	    setgid(account->gid) == -1 || setuid(account->uid) == -1))
		fatal("cannot become %s: %s", account->name, strerror(errno));
}

static void
tell_place(struct monitor *monitor)
{
	struct jail_place place = { .privileged = monitor->facts.privileged };
	struct broker_start start = { .directory = NULL };
	const char *missing = homes_missing(monitor), *directory;

	if (missing != NULL) {
		tell("Missing", "%s, which the first login makes",
		    shown(span_of(missing)).text);
		return;
	}
	become_find_place(monitor, &place, &start);
	tell("Locked in", "%s", start.is_jailed ? directory_here() : "no");
	directory = start.directory != NULL ? start.directory : "";
	tell("Starts in", "%s%s", start.is_jailed && directory[0] != '/'
	    ? "/" : "", directory);
	become_user(monitor, &place);
	if (start.is_jailed && become_wants_unwritable(monitor) &&
	    access(".", W_OK) == 0)
		fatal("the user can write to the root, which "
		    "allow_writeable_chroot=NO forbids");
}

static void
tell_abilities(const struct monitor *monitor)
{
	static const struct {
		uint64_t ability;
		char text[16];
	} names[] = {
		{ MAY_DOWNLOAD, "download" }, { MAY_LIST, "list" },
		{ MAY_LISTEN, "passive" }, { MAY_CONNECT, "active" },
		{ MAY_ENTER, "enter" }, { MAY_LOOK, "size" },
		{ MAY_UPLOAD, "upload" }, { MAY_APPEND, "append" },
		{ MAY_OVERWRITE, "overwrite" }, { MAY_MKDIR, "mkdir" },
		{ MAY_RMDIR, "rmdir" }, { MAY_DELETE, "delete" },
		{ MAY_RENAME, "rename" }, { MAY_SET_TIME, "set-time" },
		{ MAY_CHMOD, "chmod" },
	};
	uint64_t abilities = become_abilities(monitor);
	char storage[256];
	struct buf text = BUF_OVER(storage);

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if ((abilities & names[i].ability) != 0)
			buf_putf(&text, " %s", names[i].text);
	tell("May", "%s", text.len > 0 ? buf_text(&text) + 1 : "nothing");
}

enum outcome
explain_login(struct conf_load *load, const char *user)
{
	static struct monitor monitor;	/* too large for a stack */
	const char *why;

	fail_report_to(tell_failure);
	if (!connect_client(&monitor, load))
		return LOGIN_IS_A_FAULT;
	why = login_why_not(&monitor, span_of(user));
	if (why != NULL) {
		tell("Refused", "%s", why);
		return LOGIN_IS_REFUSED;
	}
	if (login_is_anonymous(&monitor, span_of(user)))
		enter_anonymous(&monitor);
	else if (!enter_user(&monitor, user))
		return LOGIN_IS_REFUSED;
	login_settle(&monitor);
	tell_account(&monitor);
	tell_place(&monitor);
	tell_abilities(&monitor);
	(void)printf("Set:\n");
	show_set(stdout, load, user_file_path(&monitor));
	return LOGIN_SUCCEEDS;
}
