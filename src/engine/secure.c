/* SPDX-License-Identifier: ISC */
/*
 * TLS: see secure.h; spec: protocol.md 7. Engine. OpenSSL is in the loadable
 * object (tls/tls.h), and parses what the client sends in this process, which
 * has no key to lose.
 */
#include "engine/secure.h"

#include <poll.h>
#include <string.h>

#include "base/fail.h"
#include "engine/ask.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/meanwhile.h"
#include "table/page.h"
#include "wire/abilities.h"

/* Notes -------------------------------------------------------------------- */

static void
note(struct session *session, const char *which, const char *what)
{
	char storage[200];
	struct buf text = BUF_OVER(storage);

	buf_putf(&text, "%s connection: %s.", which, what);
	tell_note(session, EV_TLS, buf_span(&text));
}

void
secure_note_cut(struct session *session, const char *which)
{
	note(session, which, "it ended without a TLS close");
}

/* debug_ssl. */
static void
note_facts(struct session *session, const char *which,
    const struct tls_facts *facts)
{
	char storage[160];
	struct buf text = BUF_OVER(storage);

	if (!session->conf->debug_ssl)
		return;
	buf_putf(&text, "%s, %s, %s, %s", facts->version, facts->cipher,
	    facts->is_resumed ? "resumed" : "not resumed",
	    facts->has_certificate ? "client certificate"
	    : "no client certificate");
	note(session, which, buf_text(&text));
}

static void
note_failure(struct session *session, const char *which,
    struct tls_connection *connection)
{
	struct tls_facts facts;

	if (!session->conf->debug_ssl)
		return;
	session->secure.tls->facts(connection, &facts);
	note(session, which, facts.error != NULL ? facts.error
	    : "the client broke off the handshake");
}

/* Set-up ------------------------------------------------------------------- */

/* tls_signer. Who wants a signature for a data connection begins a session of
 * its own: where that is not allowed nobody is asked. */
static size_t
sign(void *asker, const struct tls_wish *wish,
    unsigned char signature_out[static TLS_SIGNATURE_MOST])
{
	struct session *session = asker;
	struct span signature;

	if (secure_is_on(session) && session->conf->require_ssl_reuse) {
		session->secure.was_foreign = true;
		return 0;
	}
	signature = ask_sign(session, wish);
	memcpy(signature_out, signature.at, signature.len);
	return signature.len;
}

void
secure_init(struct session *session, const struct engine_start *start)
{
	struct secure *secure = &session->secure;

	secure->tls = start->tls;
	secure->context = start->tls_context;
	if (secure->tls == NULL)
		return;
	if (secure->tls->context_adopt(secure->context, sign, session) == -1)
		fatal("there are no random bytes for TLS");
	session->abilities = MAY_ENCRYPT;
}

bool
secure_is_on(const struct session *session)
{
	return session->control.secure != NULL;
}

/* The control connection --------------------------------------------------- */

/* Until the socket is ready, or the client has had its time. */
static void
wait_for_client(struct session *session, short events,
    struct deadline deadline)
{
	struct pollfd fds[] = {
		{ .fd = session->control.fd, .events = events },
		{ .fd = session->server.fd, .events = POLLIN },
	};

	if (poll(fds, COUNT_OF(fds), deadline_left_ms(deadline)) == 0)
		leave(session, LEAVE_CLIENT_GONE);
	if (fds[1].revents != 0)
		leave(session, LEAVE_SERVER_GONE);
}

static void
shake_hands(struct session *session, struct tls_connection *connection)
{
	const struct tls_object *tls = session->secure.tls;
	struct deadline deadline =
	    deadline_in(session->conf->idle_session_timeout);

	for (;;) {
		switch (tls->handshake(connection)) {
		case TLS_DONE:
			return;
		case TLS_AGAIN:
			wait_for_client(session, tls->wants(connection),
			    deadline);
			break;
		case TLS_FAILED:
			note_failure(session, "Control", connection);
			leave(session, LEAVE_TOLD);
		}
	}
}

void
secure_control(struct session *session)
{
	struct secure *secure = &session->secure;
	struct tls_connection *connection = secure->tls->open(secure->context,
	    session->control.fd, TLS_CONTROL);
	struct tls_facts facts;

	be_quiet_in_clear();
	if (connection == NULL)
		leave(session, LEAVE_TOLD);
	shake_hands(session, connection);
	session->control.tls = secure->tls;
	session->control.secure = connection;
	page_set_encrypted(session->page);
	secure->tls->facts(connection, &facts);
	note_facts(session, "Control", &facts);
	secure->has_certificate = facts.has_certificate;
	memcpy(secure->certificate, facts.digest, sizeof(facts.digest));
}

void
secure_pay_ticket(struct session *session)
{
	session->secure.owes_ticket = false;
	if (secure_is_on(session))
		session->secure.tls->add_ticket(session->control.secure);
}

/* Data connections --------------------------------------------------------- */

/* All of it within the time that a transfer may stand still. */
static enum pump_end
shake_data_hands(struct pump *pump)
{
	struct session *session = pump->session;
	const struct stream *stream = &pump->stream;
	struct deadline limit =
	    deadline_in(session->conf->data_connection_timeout);
	enum pump_end end = PUMP_DONE;
	enum tls_step step;

	while (end == PUMP_DONE) {
		step = stream->tls->handshake(stream->secure);
		if (step == TLS_DONE)
			return PUMP_DONE;
		if (step == TLS_FAILED)
			return session->secure.was_foreign ? PUMP_FOREIGN
			    : PUMP_UNPROTECTED;
		end = pump_end_of(meanwhile_wait(session, stream->fd,
		    stream_wants(stream, POLLIN), limit), PUMP_UNPROTECTED);
	}
	return end;
}

static bool
has_other_certificate(const struct secure *secure,
    const struct tls_facts *facts)
{
	return secure->has_certificate && (!facts->has_certificate ||
	    memcmp(secure->certificate, facts->digest,
	    sizeof(facts->digest)) != 0);
}

/* Does it belong to this session? */
static enum pump_end
compare(struct session *session, const struct tls_facts *facts)
{
	if (session->conf->require_ssl_reuse && !facts->is_resumed)
		session->secure.was_foreign = true;
	else if (has_other_certificate(&session->secure, facts)) {
		note(session, "Data", "it brings another certificate");
		return PUMP_FOREIGN;
	}
	return session->secure.was_foreign ? PUMP_FOREIGN : PUMP_DONE;
}

enum pump_end
secure_data(struct pump *pump)
{
	struct session *session = pump->session;
	struct secure *secure = &session->secure;
	struct stream *stream = &pump->stream;
	struct tls_facts facts;
	enum pump_end end;

	secure->owes_ticket = true;
	secure->was_foreign = false;
	stream->tls = secure->tls;
	stream->tolerates_cut = !session->conf->strict_ssl_read_eof;
	stream->secure = secure->tls->open(secure->context, stream->fd,
	    TLS_DATA);
	if (stream->secure == NULL)
		return PUMP_UNPROTECTED;
	end = shake_data_hands(pump);
	if (end == PUMP_UNPROTECTED || end == PUMP_FOREIGN)
		note_failure(session, "Data", stream->secure);
	if (end == PUMP_DONE) {
		secure->tls->facts(stream->secure, &facts);
		note_facts(session, "Data", &facts);
		end = compare(session, &facts);
	}
	if (secure->was_foreign)
		note(session, "Data", "it does not continue the session of "
		    "the control connection");
	return end;
}
