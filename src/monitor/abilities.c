/* SPDX-License-Identifier: ISC */
/*
 * What a session may do: see abilities.h. The broker enforces the bits, so a
 * verb that cmds_denied forbids is out of reach of a hostile engine as well.
 */
#include "monitor/abilities.h"

#include "conf/verbs.h"
#include "wire/abilities.h"

/* An ability is worth as much as the verbs that use it. */
static const struct {
	uint64_t ability;
	const char *verbs[4];
} uses[] = {
	{ MAY_DOWNLOAD, { "RETR" } },
	{ MAY_LIST, { "LIST", "NLST", "STAT" } },
	{ MAY_LISTEN, { "PASV", "P@SW", "EPSV" } },
	{ MAY_ANNOUNCE, { "PASV", "P@SW" } },
	{ MAY_CONNECT, { "PORT", "EPRT" } },
	{ MAY_ENTER, { "CWD", "XCWD", "CDUP", "XCUP" } },
	{ MAY_LOOK, { "SIZE", "MDTM" } },
};

static bool
is_any_allowed(const struct conf *conf, const char *const verbs[static 4])
{
	for (size_t i = 0; i < 4 && verbs[i] != NULL; i++)
		if (conf_allows_verb(conf, span_of(verbs[i])))
			return true;
	return false;
}

uint64_t
abilities_of_anonymous(const struct conf *conf)
{
	uint64_t abilities = MAY_ENTER | MAY_LOOK;

	if (conf->download_enable)
		abilities |= MAY_DOWNLOAD;
	if (conf->dirlist_enable)
		abilities |= MAY_LIST;
	if (conf->pasv_enable)
		abilities |= MAY_LISTEN | MAY_ANNOUNCE;
	if (conf->port_enable)
		abilities |= MAY_CONNECT;
	for (size_t i = 0; i < COUNT_OF(uses); i++)
		if (!is_any_allowed(conf, uses[i].verbs))
			abilities &= ~uses[i].ability;
	return abilities;
}
