/* SPDX-License-Identifier: ISC */
/*
 * stack PORT SERVICE USER PASSWORD
 *
 * What a PAM stack costs by itself: one login of that user for each connection
 * to 127.0.0.1, in this process, which has the library already. Modules are
 * loaded and let go of each time, as the library does.
 */
#include <security/pam_appl.h>

#include "superserver.h"

static int
answer(int count, const struct pam_message **questions,
    struct pam_response **answers_out, void *password)
{
	struct pam_response *answers = calloc((size_t)count, sizeof(*answers));

	(void)questions;
	if (answers == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < count; i++)
		answers[i].resp = strdup(password);
	*answers_out = answers;
	return PAM_SUCCESS;
}

static void
log_in(int connection, char **who)
{
	const struct pam_conv conversation = { answer, who[2] };
	pam_handle_t *pam = NULL;

	(void)connection;
	if (pam_start(who[0], who[1], &conversation, &pam) != PAM_SUCCESS ||
	    pam_authenticate(pam, 0) != PAM_SUCCESS ||
	    pam_acct_mgmt(pam, 0) != PAM_SUCCESS ||
	    pam_setcred(pam, PAM_ESTABLISH_CRED) != PAM_SUCCESS ||
	    pam_end(pam, PAM_SUCCESS) != PAM_SUCCESS)
		die("a login");
}

int
main(int argc, char **argv)
{
	if (argc != 5) {
		(void)fputs("usage: stack PORT SERVICE USER PASSWORD\n",
		    stderr);
		return EXIT_FAILURE;
	}
	serve_each(argv[1], log_in, argv + 2);
}
