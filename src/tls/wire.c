/* SPDX-License-Identifier: ISC */
/*
 * A socket for OpenSSL: see wire.h. Engine. OpenSSL's own would wait on the
 * control connection, whose mode others may share, and writes so that a client
 * who has gone is a signal.
 */
#include "tls/wire.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

static int
fd_of(BIO *wire)
{
	return (int)(intptr_t)BIO_get_data(wire);
}

static int
is_for_later(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static int
wire_read(BIO *wire, char *bytes, size_t most, size_t *got_out)
{
	ssize_t got = recv(fd_of(wire), bytes, most, MSG_DONTWAIT);

	BIO_clear_retry_flags(wire);
	*got_out = got > 0 ? (size_t)got : 0;
	if (got == 0)
		BIO_set_flags(wire, BIO_FLAGS_IN_EOF);
	else if (got == -1 && is_for_later())
		BIO_set_retry_read(wire);
	return got > 0;
}

static int
wire_write(BIO *wire, const char *bytes, size_t count, size_t *sent_out)
{
	ssize_t sent = send(fd_of(wire), bytes, count,
	    MSG_DONTWAIT | MSG_NOSIGNAL);

	BIO_clear_retry_flags(wire);
	*sent_out = sent > 0 ? (size_t)sent : 0;
	if (sent == -1 && is_for_later())
		BIO_set_retry_write(wire);
	return sent > 0;
}

static long
wire_control(BIO *wire, int command, long number, void *pointer)
{
	(void)number;
	(void)pointer;
	switch (command) {
	case BIO_CTRL_FLUSH:
		return 1;	/* nothing is kept here */
	case BIO_CTRL_EOF:
		return BIO_test_flags(wire, BIO_FLAGS_IN_EOF) != 0;
	default:
		return 0;
	}
}

/* What a BIO does is a table that OpenSSL makes; one serves all. */
static BIO_METHOD *
wire_method(void)
{
	static BIO_METHOD *method;

	if (method == NULL)
		method = BIO_meth_new(BIO_get_new_index() |
		    BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "wire");
	if (method != NULL) {
		(void)BIO_meth_set_read_ex(method, wire_read);
		(void)BIO_meth_set_write_ex(method, wire_write);
		(void)BIO_meth_set_ctrl(method, wire_control);
	}
	return method;
}

BIO *
wire_open(int fd)
{
	BIO *wire = BIO_new(wire_method());

	if (wire == NULL)
		return NULL;
	BIO_set_data(wire, (void *)(intptr_t)fd);
	BIO_set_init(wire, 1);
	return wire;
}
