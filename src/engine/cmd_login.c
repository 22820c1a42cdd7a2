/* SPDX-License-Identifier: ISC */
/* USER, PASS, QUIT. Engine; the monitor decides. */
#include <string.h>

#include "engine/ask.h"
#include "engine/command.h"
#include "engine/engine.h"
#include "engine/secure.h"
#include "log/event.h"
#include "table/page.h"
#include "wire/abilities.h"

static bool
is_anonymous_name(const struct session *session, struct span name)
{
	return session->conf->anonymous_enable &&
	    (span_is_nocase(name, "ftp") || span_is_nocase(name, "anonymous"));
}

static void
remember_name(struct session *session, struct span name)
{
	memcpy(session->user, name.at, name.len);
	session->user[name.len] = '\0';
	session->state = name.len > 0 ? NAME_GIVEN : NO_NAME;
}

static void
forget_name(struct session *session)
{
	remember_name(session, span_of(""));
}

/* What the user's own file has set; from the monitor, which has checked it. */
static void
apply_settings(struct session *session, struct span lines)
{
	while (lines.len > 0)
		(void)!conf_load_setting(session->load,
		    span_split(&lines, '\n'));
}

static void
enter(struct session *session, const struct msg_login_reply *answer)
{
	remember_name(session, answer->user);
	session->abilities = answer->abilities;
	session->max_rate = answer->max_rate;
	session->state = LOGGED_IN;
	apply_settings(session, answer->settings);
	page_set_user(session->page, answer->user);
	/* For process titles: events of this role have no name of its own. */
	if (session->conf->setproctitle_enable)
		log_set_user(answer->user);
}

static void NORETURN
leave_faulty(struct session *session, struct span reference)
{
	char name[16 + 1];	/* the most that the message holds */
	char storage[160];
	struct buf text = BUF_OVER(storage);

	memcpy(name, reference.at, reference.len);
	name[reference.len] = '\0';
	buf_putf(&text, FAULT_SENTENCE, name);
	leave_after(session, 500, buf_text(&text));
}

/* What is logged of the reply is still under the name. */
static struct sent
refuse(struct session *session, const char *text)
{
	struct sent sent = reply(session, 530, text);

	forget_name(session);
	return sent;
}

static struct sent
log_in(struct session *session, struct span password)
{
	const struct msg_login_reply *answer = ask_login(session,
	    span_of(session->user), password);

	switch (answer->verdict) {
	case VERDICT_OK:
		enter(session, answer);
		reply_message(session, 230, answer->message);
		return reply(session, 230, "You are logged in.");
	case VERDICT_REFUSED:
		return refuse(session, "Wrong name or password.");
	case VERDICT_REFUSED_LAST:
		leave_after(session, 530, "Wrong name or password.");
	case VERDICT_CROWDED:
		leave_after(session, 421, "Too many sessions of this user.");
	default:
		leave_faulty(session, answer->reference);
	}
}

/* The rules that look at the name alone (protocol.md 1.6), then the 331. */
static struct sent
take_name(struct session *session, struct span name)
{
	const struct conf *conf = session->conf;
	bool anonymous = is_anonymous_name(session, name);

	remember_name(session, name);
	if (session->facts->only_anonymous && !anonymous)
		return refuse(session,
		    "This server is for anonymous users only.");
	if (conf->ssl_enable && !secure_is_on(session) && (anonymous
	    ? conf->force_anon_logins_ssl : conf->force_local_logins_ssl))
		leave_after(session, 530, "An encrypted login is required.");
	if (anonymous && secure_is_on(session) && !conf->allow_anon_ssl &&
	    !conf->force_anon_logins_ssl)
		return refuse(session,
		    "Anonymous sessions may not be encrypted.");
	if (conf->userlist_enable) {
		enum verdict verdict = ask_name(session, name);

		if (verdict == VERDICT_REFUSED_LAST)
			leave_after(session, 530, "Permission denied.");
		if (verdict != VERDICT_OK)
			return refuse(session, "Permission denied.");
	}
	if (anonymous && conf->no_anon_password)
		return log_in(session, span_of("<no password>"));
	return reply(session, 331, "Please give the password.");
}

struct sent
cmd_user(struct session *session, struct span name)
{
	if (session->state != LOGGED_IN)
		return take_name(session, name);
	if ((session->abilities & HAS_LOCAL_RIGHTS) != 0 &&
	    span_is(name, session->user))
		return reply(session, 331, "Any password will do.");
	return reply(session, 530, "This session cannot change its user.");
}

struct sent
cmd_pass(struct session *session, struct span password)
{
	if (session->state == LOGGED_IN)
		return reply(session, 230, "You are logged in already.");
	if (session->state == NO_NAME)
		return reply(session, 503, "Give a name with USER first.");
	return log_in(session, password);
}

struct sent
cmd_quit(struct session *session, struct span ignored)
{
	(void)ignored;
	(void)reply(session, 221, "Bye.");
	leave(session, LEAVE_QUIT);
}
