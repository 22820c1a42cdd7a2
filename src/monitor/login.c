/* SPDX-License-Identifier: ISC */
/*
 * Who may log in and as what: see login.h. Monitor, as root; name and password
 * come from the engine and are hostile.
 */
#include "monitor/login.h"

#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fail.h"
#include "base/fd.h"
#include "log/event.h"
#include "monitor/accounts.h"
#include "monitor/authenticate.h"
#include "monitor/become.h"
#include "monitor/certify.h"
#include "monitor/jails.h"
#include "monitor/presence.h"
#include "monitor/session.h"
#include "monitor/spawn.h"
#include "monitor/user_file.h"
#include "users/entry.h"
#include "wire/refusal.h"

#define SECOND_US ((int64_t)1000000)

#define NO_MEMORY "no memory is left"

static void
pause_for(int64_t us)
{
	struct timespec left = {
		.tv_sec = us / SECOND_US, .tv_nsec = us % SECOND_US * 1000,
	};

	while (left.tv_sec + left.tv_nsec > 0 && nanosleep(&left, &left) == -1)
		continue;
}

/* Before a refusal: until a whole number of delays has passed since the
 * question came, so that the answer does not tell how long its reason took to
 * find (t/security/S28-times.t). */
static void
delay_refusal(const struct monitor *monitor, int64_t began_us)
{
	int64_t delay = monitor->conf->delay_failed_login * SECOND_US;

	if (delay > 0)
		pause_for(delay - (clock_us() - began_us) % delay);
}

bool
login_is_anonymous(const struct monitor *monitor, struct span user)
{
	return monitor->conf->anonymous_enable &&
	    (span_is_nocase(user, "ftp") || span_is_nocase(user, "anonymous"));
}

static bool
is_barred_by_list(const struct monitor *monitor, struct span user)
{
	const struct conf *conf = monitor->conf;

	return conf->userlist_enable &&
	    list_has(monitor->user_list, user) == conf->userlist_deny;
}

/*
 * Each why_x() below says why x stands in the way of a login, for the log.
 * NULL: it does not.
 */

/* deny_email_enable first, then secure_email_list_enable. */
static const char *
why_email(const struct monitor *monitor, struct span password)
{
	const struct conf *conf = monitor->conf;

	if (conf->deny_email_enable &&
	    list_has(monitor->banned_emails, password))
		return "banned_email_file has the password";
	if (!conf->secure_email_list_enable ||
	    monitor->email_passwords.len == 0 ||
	    (password.len > 0 && list_has(monitor->email_passwords, password)))
		return NULL;
	return "email_password_file has not got the password";
}

void
login_as_anonymous(struct monitor *monitor)
{
	monitor->login = (struct login){
		.kind = ANONYMOUS, .name = monitor->anonymous.name,
		.account = monitor->anonymous, .is_jailed = true,
	};
}

/* What may be in clear, and what may not be encrypted (options.md 5.2). */
static const char *
why_encryption(const struct monitor *monitor, bool is_anonymous)
{
	const struct conf *conf = monitor->conf;
	bool is_forced = is_anonymous ? conf->force_anon_logins_ssl
	    : conf->force_local_logins_ssl;

	if (!conf->ssl_enable)
		return NULL;
	if (!certify_is_encrypted(monitor))
		return !is_forced ? NULL : is_anonymous
		    ? "not encrypted, and force_anon_logins_ssl is YES"
		    : "not encrypted, and force_local_logins_ssl is YES";
	return !is_anonymous || is_forced || conf->allow_anon_ssl ? NULL
	    : "encrypted, and allow_anon_ssl is NO";
}

/* The whole rule for anonymous users. */
static const char *
why_anonymous(struct monitor *monitor, struct span password)
{
	const char *why = why_encryption(monitor, true);

	if (why == NULL)
		why = why_email(monitor, password);
	if (why == NULL)
		login_as_anonymous(monitor);
	return why;
}

/* A virtual user's account is not on this machine. */
static int
take_account(struct monitor *monitor, const struct accepted *accepted)
{
	struct login *login = &monitor->login;

	login->account = (struct account){
		.name = login->name, .is_virtual = true,
		.home = arena_copy(&monitor->arena, span_of(accepted->home)),
		.uid = accepted->uid, .gid = accepted->gid,
	};
	return login->account.home != NULL ? 0 : -1;
}

int
login_take(struct monitor *monitor, const struct accepted *accepted)
{
	monitor->login = (struct login){
		.kind = accepted->way == AUTH_PAM ? LOCAL : VIRTUAL,
		.name = arena_copy(&monitor->arena, span_of(accepted->name)),
	};
	if (monitor->login.name == NULL)
		return -1;
	return monitor->login.kind == VIRTUAL
	    ? take_account(monitor, accepted) : 0;
}

/* The whole rule for users with names, and for guests, who have one, too. */
static const char *
why_user(struct monitor *monitor, struct span user,
    const struct secret *password)
{
	const struct conf *conf = monitor->conf;
	const char *typed = arena_copy(&monitor->arena, user);
	const char *why = why_encryption(monitor, false);
	struct accepted accepted;

	if (typed == NULL)
		return NO_MEMORY;
	if (why != NULL)
		return why;
	if (!authenticate(monitor, typed, password, &accepted)) {
		why = arena_copy(&monitor->arena, span_of(accepted.why_not));
		return why != NULL ? why : NO_MEMORY;
	}
	if (login_take(monitor, &accepted) == -1)
		return NO_MEMORY;
	return monitor->login.kind == VIRTUAL || !conf->session_support ||
	    session_begin(monitor, monitor->login.name) ? NULL
	    : "PAM has not opened a session";
}

const char *
login_why_not(const struct monitor *monitor, struct span user)
{
	const struct conf *conf = monitor->conf;

	if (!users_name_is_sane(user))
		return "no user can have such a name";
	if (is_barred_by_list(monitor, user))
		return conf->userlist_deny
		    ? "userlist_file has the name, and userlist_deny is YES"
		    : "userlist_file has not got the name, and userlist_deny "
		    "is NO";
	if (login_is_anonymous(monitor, user))
		return NULL;
	if (!conf_takes_users(conf))
		return "local_enable is NO";
	if (!monitor->facts.privileged && conf->users_file == NULL)
		return "only root can become another user";
	return NULL;
}

static const char *
why_login(struct monitor *monitor, struct span user,
    const struct secret *secret)
{
	struct span password = span_make(secret->bytes, secret->len);
	const char *why = login_why_not(monitor, user);

	if (why != NULL)
		return why;
	if (password.len > USERS_PASSWORD_MOST ||
	    span_find(password, '\0') < password.len)
		return "no password is that long, or has a NUL";
	if (login_is_anonymous(monitor, user))
		return why_anonymous(monitor, password);
	return why_user(monitor, user, secret);
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
identity_of(struct span password, char storage[static USERS_PASSWORD_MOST])
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
refuse(struct monitor *monitor, const char *why, int64_t began_us)
{
	struct msg_login_reply answer = {
		.verdict = count_failure(monitor),
		.user = span_of(""), .message = span_of(""),
		.reference = span_of(""), .settings = span_of(""),
	};

	event(EV_LOGIN, &(struct facts){ .failed = true,
	    .reason = span_of(why) });
	delay_refusal(monitor, began_us);
	/* If the engine has gone, the next receive says so. */
	(void)!channel_send_login_reply(&monitor->engine, &answer);
}

static void
find_account(struct monitor *monitor, const char *name)
{
	if (account_find(&monitor->arena, monitor->passwd, name,
	    &monitor->login.account) == -1)
		fatal("there is no account \"%s\": create it, or make %s a "
		    "guest with guest_enable=YES", name != NULL ? name : "",
		    monitor->login.name);
}

/* What is to be known of a user, in the order of the specification: the user's
 * own file may change everything but the jail. */
static void
settle_user(struct monitor *monitor)
{
	struct login *login = &monitor->login;
	const struct conf *conf = monitor->conf;

	login->is_jailed = jail_is_for(monitor);
	user_file_load(monitor);
	if (conf->guest_enable)
		login->kind = GUEST;
	login->has_local_rights = !conf->guest_enable ||
	    conf->virtual_use_local_privs;
	login->is_jailed = login->is_jailed || !login->has_local_rights;
	if (login->kind != VIRTUAL)
		find_account(monitor, login->kind == GUEST
		    ? conf->guest_username : login->name);
}

void
login_settle(struct monitor *monitor)
{
	if (monitor->login.kind == ANONYMOUS)
		user_file_load(monitor);
	else
		settle_user(monitor);
}

/* max_per_user: the name and the password were right. */
static void NORETURN
turn_away(struct monitor *monitor)
{
	struct msg_login_reply answer = {
		.verdict = VERDICT_CROWDED,
		.user = span_of(""), .message = span_of(""),
		.reference = span_of(""), .settings = span_of(""),
	};

	event(EV_LOGIN, &(struct facts){ .failed = true,
	    .text = span_of("Too many sessions of this user.") });
	(void)!channel_send_login_reply(&monitor->engine, &answer);
	_exit(spawn_reap_engine(monitor));
}

static void NORETURN
welcome(struct monitor *monitor, struct span password)
{
	static const char access[] = {
		[ANONYMOUS] = 'a', [LOCAL] = 'r', [VIRTUAL] = 'g',
		[GUEST] = 'g',
	};
	struct login *login = &monitor->login;
	char storage[USERS_PASSWORD_MOST];
	struct span identity = span_of(login->name);
	struct facts facts = { .failed = false };

	log_set_user(span_of(login->name));
	login_settle(monitor);
	if (!presence_log_in(monitor))
		turn_away(monitor);
	if (login->kind == ANONYMOUS)
		facts.anon_password = identity = identity_of(password, storage);
	event(EV_LOGIN, &facts);
	pause_for(monitor->conf->delay_successful_login * SECOND_US);
	log_set_identity(access[login->kind], identity);
	become_broker(monitor);
}

static void
log_barred(const struct monitor *monitor)
{
	event(EV_LOGIN, &(struct facts){ .failed = true,
	    .is_only_there = !monitor->conf->userlist_log,
	    .text = span_of(monitor->conf->userlist_deny
	    ? "User is in the deny user list."
	    : "User is not in the allow user list.") });
}

void
answer_name(struct monitor *monitor, const struct message *message)
{
	struct msg_name_reply answer = { .verdict = VERDICT_OK };
	int64_t began_us = clock_us();

	if (is_barred_by_list(monitor, message->as.name.user)) {
		log_set_user(message->as.name.user);
		log_barred(monitor);
		answer.verdict = count_failure(monitor);
		delay_refusal(monitor, began_us);
	}
	(void)!channel_send_name_reply(&monitor->engine, &answer);
}

void
answer_login(struct monitor *monitor, const struct message *message)
{
	const struct secret *secret = &message->as.login.password;
	int64_t began_us = clock_us();
	const char *why;

	monitor->login_is_open = true;
	log_set_user(message->as.login.user);
	why = why_login(monitor, message->as.login.user, secret);
	if (why == NULL)
		welcome(monitor, span_make(secret->bytes, secret->len));
	/* Before the client can know that it is over. */
	secret_wipe(&monitor->message.as.login.password);
	refuse(monitor, why, began_us);
	monitor->login_is_open = false;
}
