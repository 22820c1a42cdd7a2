/* SPDX-License-Identifier: ISC */
/* AUTH, PBSZ, PROT (RFC 4217). Engine. */
#include "engine/command.h"
#include "engine/control.h"
#include "engine/secure.h"

/* What clients may ask for, and whether data connections are encrypted at once,
 * as RFC 4217 says of the older two. */
static const struct {
	const char *name;
	bool protects_data;
} mechanisms[] = {
	{ "TLS", false }, { "TLS-C", false }, { "SSL", true },
	{ "TLS-P", true },
};

struct sent
cmd_auth(struct session *session, struct span mechanism)
{
	if (secure_is_on(session))
		return command_unknown(session);
	for (size_t i = 0; i < COUNT_OF(mechanisms); i++) {
		if (!span_is_nocase(mechanism, mechanisms[i].name))
			continue;
		/* What was sent along in clear may be somebody else's (RFC
		 * 4217, 15.1; CVE-2011-0411). */
		if (control_forget_all(session))
			leave_after(session, 421, "Nothing may follow AUTH in "
			    "clear.");
		/* RFC 4217, 4: whoever has named a user names it again. */
		session->state = NO_NAME;
		session->user[0] = '\0';
		session->secure.protects_data = mechanisms[i].protects_data;
		reply_mark(session, 234, "Begin the TLS handshake.");
		secure_control(session);
		return reply_nothing();
	}
	return reply(session, 504, "Unknown mechanism; use TLS.");
}

static struct sent
reply_clear(struct session *session)
{
	return reply(session, 503, "AUTH TLS comes first.");
}

struct sent
cmd_pbsz(struct session *session, struct span ignored)
{
	(void)ignored;
	if (!secure_is_on(session))
		return reply_clear(session);
	return reply(session, 200, "PBSZ=0");
}

struct sent
cmd_prot(struct session *session, struct span level)
{
	bool is_private = span_is_nocase(level, "P");

	if (!secure_is_on(session))
		return reply_clear(session);
	if (span_is_nocase(level, "S") || span_is_nocase(level, "E"))
		return reply(session, 536, "Only C and P are offered.");
	if (!is_private && !span_is_nocase(level, "C"))
		return reply(session, 504, "Unknown level; use C or P.");
	session->secure.protects_data = is_private;
	return reply(session, 200, is_private
	    ? "Data connections are encrypted."
	    : "Data connections are clear.");
}
