/* SPDX-License-Identifier: ISC */
/*
 * Who may log in and as what: see login.h. Monitor, as root; name and password
 * come from the engine and are hostile.
 */
#include "monitor/login.h"

#include <stdint.h>
#include <time.h>

#include "base/fd.h"
#include "log/event.h"
#include "monitor/accounts.h"
#include "monitor/become.h"
#include "wire/refusal.h"

#define NAME_MOST 128		/* bytes, of user name and password */

static void
pause_for(uint32_t seconds)
{
	struct timespec left = { .tv_sec = seconds };

	while (left.tv_sec + left.tv_nsec > 0 && nanosleep(&left, &left) == -1)
		continue;
}

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/* What no account may be called; checked before anything else sees it. */
static bool
is_sane_name(struct span user)
{
	if (user.len == 0 || user.len > NAME_MOST || !is_name_start(user.at[0]))
		return false;
	for (size_t i = 0; i < user.len; i++)
		if (user.at[i] <= ' ' || user.at[i] > '~')
			return false;
	return true;
}

static bool
is_anonymous_name(struct span user)
{
	return span_is_nocase(user, "ftp") || span_is_nocase(user, "anonymous");
}

static bool
is_barred_by_list(const struct monitor *monitor, struct span user)
{
	const struct conf *conf = monitor->conf;

	return conf->userlist_enable &&
	    list_has(monitor->user_list, user) == conf->userlist_deny;
}

/* deny_email_enable first, then secure_email_list_enable. */
static bool
is_good_email(const struct monitor *monitor, struct span password)
{
	const struct conf *conf = monitor->conf;

	if (conf->deny_email_enable &&
	    list_has(monitor->banned_emails, password))
		return false;
	if (!conf->secure_email_list_enable ||
	    monitor->email_passwords.len == 0)
		return true;
	return password.len > 0 && list_has(monitor->email_passwords, password);
}

/* The whole rule. Local accounts cannot log in yet: there is no PAM object. */
static bool
may_log_in(const struct monitor *monitor, struct span user,
    struct span password)
{
	const struct conf *conf = monitor->conf;

	return is_sane_name(user) && password.len <= NAME_MOST &&
	    !is_barred_by_list(monitor, user) && conf->anonymous_enable &&
	    is_anonymous_name(user) &&
	    !(conf->ssl_enable && conf->force_anon_logins_ssl) &&
	    is_good_email(monitor, password);
}

static enum verdict
count_failure(struct monitor *monitor)
{
	monitor->failed_logins++;
	monitor->was_last_try =
	    monitor->failed_logins >= monitor->conf->max_login_fails;
	return monitor->was_last_try ? VERDICT_REFUSED_LAST : VERDICT_REFUSED;
}

/* Anonymous passwords are a custom, not a secret: the log shows them. */
static struct span
identity_of(struct span password, char storage[static NAME_MOST])
{
	if (password.len == 0)
		return span_of("?");
	for (size_t i = 0; i < password.len; i++) {
		char c = password.at[i];

		storage[i] = c == ' ' ? '_' : c == '\n' ? '?' : c;
	}
	return span_make(storage, password.len);
}

static void
refuse(struct monitor *monitor)
{
	struct msg_login_reply answer = {
		.verdict = count_failure(monitor),
		.user = span_of(""), .cwd = span_of(""),
		.reference = span_of(""),
	};

	event(EV_LOGIN, &(struct facts){ .failed = true });
	pause_for(monitor->conf->delay_failed_login);
	/* If the engine has gone, the next receive says so. */
	(void)!channel_send_login_reply(&monitor->engine, &answer);
}

static void NORETURN
welcome(struct monitor *monitor, struct span password)
{
	char storage[NAME_MOST];
	struct span identity = identity_of(password, storage);

	log_set_user(span_of(monitor->anonymous.name));
	log_set_identity('a', identity);
	event(EV_LOGIN, &(struct facts){ .anon_password = identity });
	pause_for(monitor->conf->delay_successful_login);
	become_anonymous(monitor);
}

void
answer_name(struct monitor *monitor, const struct message *message)
{
	struct msg_name_reply answer = { .verdict = VERDICT_OK };

	if (is_barred_by_list(monitor, message->as.name.user)) {
		answer.verdict = count_failure(monitor);
		pause_for(monitor->conf->delay_failed_login);
	}
	(void)!channel_send_name_reply(&monitor->engine, &answer);
}

void
answer_login(struct monitor *monitor, const struct message *message)
{
	struct span user = message->as.login.user;
	const struct secret *secret = &message->as.login.password;
	struct span password = span_make(secret->bytes, secret->len);

	monitor->login_is_open = true;
	log_set_user(user);
	if (may_log_in(monitor, user, password))
		welcome(monitor, password);
	refuse(monitor);
	monitor->login_is_open = false;
}
