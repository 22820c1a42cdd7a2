/* SPDX-License-Identifier: ISC */
/*
 * Server name and protocol: see hello.h. Engine; the client writes both. A
 * browser that was lured here names its own protocol, and gets no further
 * (ALPACA).
 */
#include "tls/hello.h"

#include <string.h>

#include "tls/connection.h"

/* RFC 6066: byte for byte, as the option's spelling has always been taken. */
static int
check_name(SSL *ssl, int *alert, void *argument)
{
	const struct tls_context *context = argument;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	if (context->host_name[0] == '\0' ||
	    (name != NULL && strcmp(name, context->host_name) == 0))
		return SSL_TLSEXT_ERR_OK;
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool
is_ours(const unsigned char *name, size_t len, bool is_data)
{
	return (len == 3 && memcmp(name, "ftp", 3) == 0) ||
	    (is_data && len == 8 && memcmp(name, "ftp-data", 8) == 0);
}

/* RFC 7301. OpenSSL has looked at the lengths. */
static int
choose_protocol(SSL *ssl, const unsigned char **chosen, unsigned char *len_out,
    const unsigned char *offered, unsigned len, void *argument)
{
	const struct tls_connection *connection = SSL_get_app_data(ssl);
	bool is_data = connection->kind == TLS_DATA;

	(void)argument;
	for (unsigned at = 0; at < len; at += 1u + offered[at]) {
		if (!is_ours(offered + at + 1, offered[at], is_data))
			continue;
		*chosen = offered + at + 1;
		*len_out = offered[at];
		return SSL_TLSEXT_ERR_OK;
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void
hello_look_at(struct tls_context *context)
{
	(void)SSL_CTX_set_tlsext_servername_callback(context->ssl, check_name);
	(void)SSL_CTX_set_tlsext_servername_arg(context->ssl, context);
	SSL_CTX_set_alpn_select_cb(context->ssl, choose_protocol, NULL);
}
