/* SPDX-License-Identifier: ISC */
/*
 * Loadable object over Linux-PAM: see pam.h. As root, and passwords only in a
 * process of its own (authenticate.c), because modules are code that nobody
 * here has seen. Name and password are hostile.
 */
#include "monitor/pam.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

#define TERMINAL "ftp"		/* PAM_TTY: what access rules know us by */

/* What converse() is given: by way of a pointer that has no const. */
struct knowledge {
	const struct secret *password;	/* NULL: none */
};

/* Linux-PAM frees an answer, and wipes it first; so it must be malloc's. */
static int
answer_with(struct pam_response *answer, const struct secret *password)
{
	answer->resp = calloc(1, password->len + 1);
	if (answer->resp == NULL)
		return PAM_BUF_ERR;
	memcpy(answer->resp, password->bytes, password->len);
	return PAM_SUCCESS;
}

static int
answer_one(const struct pam_message *question, struct pam_response *answer,
    const struct secret *password)
{
	switch (question->msg_style) {
	case PAM_PROMPT_ECHO_OFF:
		/* A session is opened without one. */
		if (password == NULL)
			return PAM_CONV_ERR;
		return answer_with(answer, password);
	case PAM_ERROR_MSG:
	case PAM_TEXT_INFO:
		return PAM_SUCCESS;
	default:
		/* Whatever is asked for in the open is not a password. */
		return PAM_CONV_ERR;
	}
}

static void
drop_answers(struct pam_response *answers, int count)
{
	for (int i = 0; i < count; i++) {
		if (answers[i].resp == NULL)
			continue;
		wipe(answers[i].resp, strlen(answers[i].resp));
		free(answers[i].resp);
	}
	free(answers);
}

static int
converse(int count, const struct pam_message **questions,
    struct pam_response **answers_out, void *context)
{
	const struct knowledge *knowledge = context;
	struct pam_response *answers;
	int result = PAM_SUCCESS;

	if (count <= 0 || count > PAM_MAX_NUM_MSG)
		return PAM_CONV_ERR;
	answers = calloc((size_t)count, sizeof(*answers));
	if (answers == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < count && result == PAM_SUCCESS; i++)
		result = answer_one(questions[i], &answers[i],
		    knowledge->password);
	if (result == PAM_SUCCESS)
		*answers_out = answers;
	else
		drop_answers(answers, count);
	return result;
}

static int
set_items(pam_handle_t *pam, const struct pam_login *login)
{
	int result = pam_set_item(pam, PAM_RHOST, login->peer);

	if (result == PAM_SUCCESS)
		result = pam_set_item(pam, PAM_TTY, TERMINAL);
	if (result == PAM_SUCCESS)
		result = pam_set_item(pam, PAM_RUSER, login->user);
	return result;
}

/* A module may have given the user another name. */
static int
read_name(pam_handle_t *pam, char name_out[static PAM_NAME_ROOM])
{
	const void *item = NULL;
	const char *name;

	if (pam_get_item(pam, PAM_USER, &item) != PAM_SUCCESS || item == NULL)
		return PAM_USER_UNKNOWN;
	name = item;
	if (name[0] == '\0' || strlen(name) >= PAM_NAME_ROOM)
		return PAM_USER_UNKNOWN;
	memcpy(name_out, name, strlen(name) + 1);
	return PAM_SUCCESS;
}

static int
go_through(pam_handle_t *pam, char name_out[static PAM_NAME_ROOM])
{
	int result = pam_authenticate(pam, 0);

	if (result == PAM_SUCCESS)
		result = read_name(pam, name_out);
	/* A password that has expired is no success either: nobody could be
	 * asked for a new one. */
	if (result == PAM_SUCCESS)
		result = pam_acct_mgmt(pam, 0);
	if (result == PAM_SUCCESS)
		result = pam_setcred(pam, PAM_ESTABLISH_CRED);
	return result;
}

/* NULL if even that fails. The knowledge must outlive the handle. */
static pam_handle_t *
start(const struct pam_login *login, struct knowledge *knowledge)
{
	const struct pam_conv conversation = {
		.conv = converse, .appdata_ptr = knowledge,
	};
	pam_handle_t *pam = NULL;
	int result = pam_start(login->service, login->user, &conversation,
	    &pam);

	if (result == PAM_SUCCESS)
		result = set_items(pam, login);
	if (result == PAM_SUCCESS)
		return pam;
	if (pam != NULL)
		(void)pam_end(pam, result);
	return NULL;
}

#define NO_START "it cannot be started"

static const char *
check(const struct pam_login *login, char name_out[static PAM_NAME_ROOM])
{
	struct knowledge knowledge = { login->password };
	pam_handle_t *pam = start(login, &knowledge);
	const char *text;
	int result;

	if (pam == NULL)
		return NO_START;
	result = go_through(pam, name_out);
	text = result == PAM_SUCCESS ? NULL : pam_strerror(pam, result);
	(void)pam_end(pam, result);
	return text;
}

static const char *
why_not(const struct pam_login *login)
{
	static struct knowledge nothing;	/* never written to */
	pam_handle_t *pam = start(login, &nothing);
	const char *text;
	int result;

	if (pam == NULL)
		return NO_START;
	result = pam_acct_mgmt(pam, 0);
	text = result == PAM_SUCCESS ? NULL : pam_strerror(pam, result);
	(void)pam_end(pam, result);
	return text;
}

static void *
open_session(const struct pam_login *login)
{
	static struct knowledge nothing;	/* never written to */
	pam_handle_t *pam = start(login, &nothing);
	int result;

	if (pam == NULL)
		return NULL;
	result = pam_setcred(pam, PAM_ESTABLISH_CRED);
	if (result == PAM_SUCCESS) {
		result = pam_open_session(pam, 0);
		if (result == PAM_SUCCESS)
			return pam;
		(void)pam_setcred(pam, PAM_DELETE_CRED);
	}
	(void)pam_end(pam, result);
	return NULL;
}

static void
close_session(void *session)
{
	pam_handle_t *pam = session;
	int result = pam_close_session(pam, 0);

	(void)pam_setcred(pam, PAM_DELETE_CRED);
	(void)pam_end(pam, result);
}

const struct pam_object oneftpd_pam = {
	.check = check, .why_not = why_not, .host_name = host_name_find,
	.open = open_session, .close = close_session,
};
