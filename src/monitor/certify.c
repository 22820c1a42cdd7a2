/* SPDX-License-Identifier: ISC */
/*
 * Certificates and keys: see certify.h. Monitor; wishes for signatures come
 * from the engine, or through the broker, and are hostile (tls/keys.c).
 */
#include "monitor/certify.h"

#include <string.h>

#include "base/fail.h"
#include "base/fd.h"
#include "base/module.h"
#include "log/event.h"
#include "monitor/fault.h"
#include "monitor/keeper.h"
#include "monitor/stock.h"

static const struct tls_object *
load_tls(const char **why_out)
{
	return module_symbol("tls", "oneftpd_tls", why_out);
}

const struct tls_object *
certify_object(void)
{
	const char *why = NULL;

	return load_tls(&why);
}

struct tls_settings
certify_settings(const struct conf_load *load)
{
	const struct conf *conf = load->conf;

	return (struct tls_settings){
		.identities = {
			{ conf->rsa_cert_file, conf->rsa_private_key_file },
			{ conf->dsa_cert_file, conf->dsa_private_key_file },
		},
		.authorities = conf->ca_certs_file,
		/* vsftpd's default has no suite for a key that is not RSA. */
		.ciphers = conf_is_written(load, "ssl_ciphers")
		    ? conf->ssl_ciphers : NULL,
		.host_name = conf->ssl_sni_hostname,
		.tlsv12 = conf->ssl_tlsv12, .tlsv13 = conf->ssl_tlsv13,
		.request_certificate = conf->ssl_request_cert,
		.require_certificate = conf->require_cert,
		.validate_certificate = conf->validate_cert,
	};
}

void
certify_prepare(struct monitor *monitor)
{
	struct tls_settings settings;
	const char *why = NULL;
	struct tls_why reason;

	if (!monitor->conf->ssl_enable)
		return;
	settings = certify_settings(monitor->load);
	monitor->tls = load_tls(&why);
	if (monitor->tls == NULL)
		fatal("ssl_enable=YES, but OpenSSL cannot be loaded: %s; "
		    "install it or set ssl_enable=NO", why);
	if (stock_lend(monitor, &settings))
		return;
	monitor->tls_context = monitor->tls->context_new(&settings, &reason);
	if (monitor->tls_context == NULL)
		fatal("ssl_enable=YES, but %s", reason.text);
}

bool
certify_is_encrypted(const struct monitor *monitor)
{
	return monitor->has_signed;
}

bool
certify_is_needed(const struct monitor *monitor)
{
	return monitor->has_signed && !monitor->conf->require_ssl_reuse;
}

void
certify_forget(struct monitor *monitor)
{
	if (monitor->tls != NULL)
		monitor->tls->keys_free(monitor->tls_keys);
	monitor->tls_keys = NULL;
	fd_close(&monitor->door);
}

/* At the first wish: a client that does not encrypt needs no key. */
static bool
has_keys(struct monitor *monitor)
{
	const struct tls_settings settings = certify_settings(monitor->load);
	struct tls_why reason;

	if (monitor->tls_keys == NULL)
		monitor->tls_keys = monitor->tls->keys_read(&settings,
		    &reason);
	if (monitor->tls_keys == NULL)
		fault_log("no client can encrypt: %s", reason.text);
	return monitor->tls_keys != NULL;
}

void
certify_sign(struct monitor *monitor, const struct msg_sign *wish,
    unsigned char storage[static TLS_SIGNATURE_MOST],
    struct msg_sign_reply *answer)
{
	size_t len = 0;

	if (monitor->door != NO_FD) {
		answer->signature = keeper_ask(monitor, wish, storage);
		if (answer->signature.len == 0)
			fault_log("no client can encrypt: the process that "
			    "keeps the keys does not answer");
		return;
	}
	if (has_keys(monitor))
		len = monitor->tls->keys_sign(monitor->tls_keys,
		    &(struct tls_wish){
			.identity = wish->identity, .scheme = wish->scheme,
			.bytes = wish->bytes,
		    }, storage);
	answer->signature = span_make(storage, len);
}

void
answer_sign(struct monitor *monitor, const struct message *message)
{
	unsigned char storage[TLS_SIGNATURE_MOST];
	struct msg_sign_reply answer;

	if (monitor->tls == NULL || monitor->has_signed) {
		event_text(EV_BAD_PACKET, "The engine asked for a signature "
		    "that no handshake needs.");
		monitor_end(monitor);
	}
	monitor->has_signed = true;
	certify_sign(monitor, &message->as.sign, storage, &answer);
	(void)!channel_send_sign_reply(&monitor->engine, &answer);
}
