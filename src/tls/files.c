/* SPDX-License-Identifier: ISC */
/*
 * Files of certificates and keys: see files.h. Monitor and command line, as
 * root. They are the administrator's.
 */
#include "tls/files.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_MOST (256 * 1024)

void
file_blame(const char *path, const char *what, struct tls_why *why_out)
{
	(void)snprintf(why_out->text, sizeof(why_out->text), "%s: %s", path,
	    what);
	ERR_clear_error();
}

/* Into memory of our own: a stream of libc would leave a key in its buffer. */
static ssize_t
read_whole(const char *path, unsigned char *bytes)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	ssize_t got = 1, total = 0;
	int error;

	if (fd == -1)
		return -1;
	while (got > 0 && total < FILE_MOST) {
		got = read(fd, bytes + total, (size_t)(FILE_MOST - total));
		if (got == -1 && errno == EINTR)
			got = 1;
		else if (got > 0)
			total += got;
	}
	error = errno;
	(void)close(fd);
	errno = error;
	return got == -1 ? -1 : total;
}

BIO *
file_open(const char *path, struct tls_why *why_out)
{
	unsigned char *bytes = OPENSSL_malloc(FILE_MOST);
	BIO *file = BIO_new(BIO_s_secmem());
	ssize_t len = bytes != NULL ? read_whole(path, bytes) : -1;

	if (len == -1 || file == NULL ||
	    (len > 0 && BIO_write(file, bytes, (int)len) != (int)len)) {
		file_blame(path, len == -1 ? strerror(errno)
		    : "no memory is left", why_out);
		BIO_free(file);
		file = NULL;
	}
	OPENSSL_clear_free(bytes, len > 0 ? (size_t)len : 0);
	return file;
}

void
file_close(BIO *file)
{
	BIO_free(file);
}

X509 *
file_read_leaf(const char *path, struct tls_why *why_out)
{
	BIO *file = file_open(path, why_out);
	X509 *leaf;

	if (file == NULL)
		return NULL;
	leaf = PEM_read_bio_X509(file, NULL, NULL, NULL);
	file_close(file);
	if (leaf == NULL)
		file_blame(path, "there is no certificate in PEM form",
		    why_out);
	return leaf;
}
