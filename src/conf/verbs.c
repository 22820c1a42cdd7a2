/* SPDX-License-Identifier: ISC */
/* Which verbs are allowed: see verbs.h. Monitor and engine. */
#include "conf/verbs.h"

static bool
is_listed(const char *list, struct span verb)
{
	struct span rest = span_of(list);

	while (rest.len > 0 && rest.at[0] != ',')
		if (span_equal(span_split(&rest, ','), verb))
			return true;
	return false;
}

bool
conf_allows_verb(const struct conf *conf, struct span verb)
{
	if (conf->cmds_denied != NULL && is_listed(conf->cmds_denied, verb))
		return false;
	return conf->cmds_allowed == NULL ||
	    is_listed(conf->cmds_allowed, verb);
}
