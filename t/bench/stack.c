/* SPDX-License-Identifier: ISC */
/*
 * stack PORT SERVICE USER PASSWORD
 *
 * What a PAM stack costs by itself: one login of that user for each connection
 * to 127.0.0.1, in this process, which has the library already. Modules are
 * loaded and let go of each time, as the library does.
 */
#include <arpa/inet.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

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
log_in(char **who)
{
	const struct pam_conv conversation = { answer, who[2] };
	pam_handle_t *pam = NULL;

	if (pam_start(who[0], who[1], &conversation, &pam) != PAM_SUCCESS ||
	    pam_authenticate(pam, 0) != PAM_SUCCESS ||
	    pam_acct_mgmt(pam, 0) != PAM_SUCCESS ||
	    pam_setcred(pam, PAM_ESTABLISH_CRED) != PAM_SUCCESS ||
	    pam_end(pam, PAM_SUCCESS) != PAM_SUCCESS)
		die("a login");
}

static int
listen_on(uint16_t port)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) ==
		-1 ||
	    listen(fd, 128) == -1)
		die("listen");
	return fd;
}

int
main(int argc, char **argv)
{
	int listener;

	if (argc != 5) {
		(void)fputs("usage: stack PORT SERVICE USER PASSWORD\n",
		    stderr);
		return EXIT_FAILURE;
	}
	listener = listen_on((uint16_t)atoi(argv[1]));
	for (;;) {
		int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (connection == -1)
			die("accept");
		log_in(argv + 2);
		(void)close(connection);
	}
}
