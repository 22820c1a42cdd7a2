/* SPDX-License-Identifier: ISC */
/*
 * The least that a server of TLS can do, with OpenSSL's own socket and the key
 * in its own memory:
 *
 *	bare_tls CERTIFICATE KEY send FILE	the whole file for each byte of
 *						the client: read and SSL_write
 *	bare_tls CERTIFICATE KEY copy FILE	SSL_read and write, until the
 *						client closes
 *	bare_tls CERTIFICATE KEY serve PORT	greets, and ends when the client
 *						does: a fork for each, with all
 *						that OpenSSL loads in it already
 */
#include <fcntl.h>
#include <openssl/ssl.h>

#include "superserver.h"

static char block[256 * 1024];

static SSL_CTX *
context_of(const char *certificate, const char *key)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (context == NULL ||
	    SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		die("certificate");
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_default_read_buffer_len(context, sizeof(block));
	return context;
}

static SSL *
shake_hands(SSL_CTX *context, int connection)
{
	SSL *ssl = SSL_new(context);

	if (ssl == NULL || SSL_set_fd(ssl, connection) != 1 ||
	    SSL_accept(ssl) != 1)
		exit(EXIT_FAILURE);
	return ssl;
}

static int
open_file(const char *path, int flags)
{
	int file = open(path, flags | O_CLOEXEC, 0600);

	if (file == -1)
		die(path);
	return file;
}

static void
send_on_demand(SSL *ssl, const char *path)
{
	int file = open_file(path, O_RDONLY);
	char byte;

	while (SSL_read(ssl, &byte, 1) == 1) {
		off_t at = 0;
		ssize_t got;

		while ((got = pread(file, block, sizeof(block), at)) > 0 &&
		    SSL_write(ssl, block, (int)got) == (int)got)
			at += got;
	}
}

static void
copy(SSL *ssl, const char *path)
{
	int file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
	int got;

	while ((got = SSL_read(ssl, block, sizeof(block))) > 0)
		if (write(file, block, (size_t)got) != got)
			die(path);
}

static void
greet_in_a_fork(int connection, char **context)
{
	static const char greeting[] = "220 Ready.\r\n";
	SSL *ssl;
	char byte;

	if (fork() != 0)
		return;
	ssl = shake_hands((SSL_CTX *)(void *)context, connection);
	(void)SSL_write(ssl, greeting, sizeof(greeting) - 1);
	while (SSL_read(ssl, &byte, 1) == 1)
		continue;
	_exit(EXIT_SUCCESS);
}

int
main(int argc, char **argv)
{
	SSL_CTX *context;

	if (argc != 5) {
		(void)fputs("usage: bare_tls CERTIFICATE KEY "
		    "send FILE | copy FILE | serve PORT\n", stderr);
		return EXIT_FAILURE;
	}
	context = context_of(argv[1], argv[2]);
	if (strcmp(argv[3], "serve") == 0) {
		reap_as_they_end();
		serve_each(argv[4], greet_in_a_fork, (char **)(void *)context);
	}
	(strcmp(argv[3], "send") == 0 ? send_on_demand : copy)(
	    shake_hands(context, STDIN_FILENO), argv[4]);
	return EXIT_SUCCESS;
}
