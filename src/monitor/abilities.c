/* SPDX-License-Identifier: ISC */
/*
 * What a session may do: see abilities.h. The broker enforces the bits, so a
 * verb that cmds_denied forbids is out of reach of a hostile engine as well.
 */
#include "monitor/abilities.h"

#include "conf/verbs.h"
#include "wire/abilities.h"

/* An ability is worth as much as the verbs that use it: it goes when all of a
 * row are forbidden. */
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
	{ MAY_UPLOAD, { "STOR", "STOU" } },
	{ MAY_OVERWRITE, { "STOR" } },
	{ MAY_APPEND, { "APPE" } },
	{ MAY_MKDIR, { "MKD", "XMKD" } },
	{ MAY_RMDIR, { "RMD", "XRMD" } },
	{ MAY_DELETE, { "DELE" } },
	{ MAY_RENAME, { "RNFR" } },
	{ MAY_RENAME, { "RNTO" } },
	{ MAY_SET_TIME, { "MDTM" } },
	{ MAY_SITE | MAY_CHMOD, { "SITE" } },
};

static bool
is_any_allowed(const struct conf *conf, const char *const verbs[static 4])
{
	for (size_t i = 0; i < 4 && verbs[i] != NULL; i++)
		if (conf_allows_verb(conf, span_of(verbs[i])))
			return true;
	return false;
}

static uint64_t
if_set(bool option, uint64_t abilities)
{
	return option ? abilities : 0;
}

/* What does not depend on who the user is. */
static uint64_t
reading_abilities(const struct conf *conf)
{
	return MAY_ENTER | MAY_LOOK |
	    if_set(conf->download_enable, MAY_DOWNLOAD) |
	    if_set(conf->dirlist_enable, MAY_LIST) |
	    if_set(conf->pasv_enable, MAY_LISTEN | MAY_ANNOUNCE) |
	    if_set(conf->port_enable, MAY_CONNECT) |
	    if_set(conf->ssl_enable, MAY_ENCRYPT);
}

static uint64_t
without_unused(const struct conf *conf, uint64_t abilities)
{
	for (size_t i = 0; i < COUNT_OF(uses); i++)
		if (!is_any_allowed(conf, uses[i].verbs))
			abilities &= ~uses[i].ability;
	return abilities;
}

#define CHANGES (MAY_APPEND | MAY_OVERWRITE | MAY_RMDIR | MAY_DELETE | \
	MAY_RENAME)

uint64_t
abilities_of_anonymous(const struct conf *conf)
{
	uint64_t writing = if_set(conf->anon_upload_enable, MAY_UPLOAD) |
	    if_set(conf->anon_mkdir_write_enable, MAY_MKDIR) |
	    if_set(conf->anon_other_write_enable, CHANGES |
	    if_set(conf->mdtm_write, MAY_SET_TIME));

	return without_unused(conf, reading_abilities(conf) |
	    if_set(conf->ssl_enable && conf->force_anon_data_ssl,
	    MUST_ENCRYPT) |
	    if_set(conf->write_enable, writing));
}

uint64_t
abilities_of_local(const struct conf *conf)
{
	uint64_t writing = MAY_UPLOAD | MAY_MKDIR | CHANGES |
	    if_set(conf->mdtm_write, MAY_SET_TIME) |
	    if_set(conf->chmod_enable, MAY_CHMOD);

	return without_unused(conf, reading_abilities(conf) |
	    HAS_LOCAL_RIGHTS | MAY_SITE |
	    if_set(conf->ssl_enable && conf->force_local_data_ssl,
	    MUST_ENCRYPT) |
	    if_set(conf->write_enable, writing));
}
