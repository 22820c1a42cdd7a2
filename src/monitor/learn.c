/* SPDX-License-Identifier: ISC */
/*
 * What the configuration names on this machine: see learn.h. Monitor, as root,
 * before the greeting.
 */
#include "monitor/learn.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "monitor/accounts.h"

static void
find_account(struct monitor *monitor, const char *name, const char *option,
    struct account *account_out)
{
	if (account_find(&monitor->arena, monitor->passwd, name,
	    account_out) == -1)
		fatal("%s: there is no account \"%s\"; create it, or name "
		    "another one", option, name != NULL ? name : "");
}

void
learn_accounts(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	struct account guest;

	if (!monitor->facts.privileged) {
		monitor->anonymous.name = conf->ftp_username != NULL
		    ? conf->ftp_username : "ftp";
		return;
	}
	/* What cannot be read there, the name service may still know. */
	(void)!list_read(&monitor->arena, "/etc/passwd", &monitor->passwd);
	find_account(monitor, conf->nopriv_user, "nopriv_user",
	    &monitor->nobody);
	if (conf->anonymous_enable)
		find_account(monitor, conf->ftp_username, "ftp_username",
		    &monitor->anonymous);
	/* Looked up again at login, for a user's own file may name another. */
	if (conf->guest_enable)
		find_account(monitor, conf->guest_username, "guest_username",
		    &guest);
	if (conf->chown_uploads)
		find_account(monitor, conf->chown_username, "chown_username",
		    &monitor->receiver);
}

static void
read_list(struct monitor *monitor, bool wanted, const char *path,
    struct span *list_out)
{
	if (wanted && list_read(&monitor->arena, path, list_out) == -1)
		fatal("cannot read the list file %s: %s",
		    path != NULL ? path : "(unset)", strerror(errno));
}

void
learn_lists(struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;

	read_list(monitor, conf->deny_email_enable, conf->banned_email_file,
	    &monitor->banned_emails);
	read_list(monitor, conf->banner_file != NULL, conf->banner_file,
	    &monitor->banner);
	read_list(monitor, conf->secure_email_list_enable,
	    conf->email_password_file, &monitor->email_passwords);
	read_list(monitor, conf_takes_users(conf) && conf->userlist_enable,
	    conf->userlist_file, &monitor->user_list);
}
