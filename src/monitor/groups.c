/* SPDX-License-Identifier: ISC */
/* Supplementary groups: see groups.h. Monitor, as root. */
#include "monitor/groups.h"

#include <grp.h>
#include <stdint.h>

#include "base/num.h"
#include "monitor/accounts.h"

/* The sources that nsswitch.conf names for a database; empty when none. */
static struct span
sources_of(struct span nsswitch, const char *database)
{
	while (nsswitch.len > 0) {
		struct span line = span_split(&nsswitch, '\n');
		struct span sources = span_split(&line, '#');
		struct span name = span_trim(span_split(&sources, ':'));

		if (span_is(name, database))
			return span_trim(sources);
	}
	return span_of("");
}

bool
groups_are_in_files(struct span nsswitch)
{
	struct span sources = sources_of(nsswitch, "initgroups");
	bool has_files = false;

	if (sources.len == 0)
		sources = sources_of(nsswitch, "group");
	while (sources.len > 0) {
		struct span source = span_trim(span_split(&sources, ' '));

		if (span_is(source, "files"))
			has_files = true;
		else if (source.len > 0 && !span_is(source, "systemd"))
			return false;
	}
	return has_files;
}

static bool
is_member(struct span members, const char *name)
{
	while (members.len > 0)
		if (span_is(span_split(&members, ','), name))
			return true;
	return false;
}

/* One line of group(5): its id, if the account is a member. -1 if not. */
static int
read_line(struct span line, const char *name, gid_t *gid_out)
{
	struct span group = span_split(&line, ':');
	struct span password = span_split(&line, ':');
	struct span gid = span_split(&line, ':');
	uint64_t number;

	(void)group;
	(void)password;
	if (!is_member(line, name) ||
	    num_decimal(gid, UINT32_MAX - 1, &number) == -1)
		return -1;
	*gid_out = (gid_t)number;
	return 0;
}

static bool
has_group(const gid_t *groups, int count, gid_t gid)
{
	for (int i = 0; i < count; i++)
		if (groups[i] == gid)
			return true;
	return false;
}

int
groups_in_file(struct span group, const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS])
{
	int count = 0;
	gid_t gid;

	groups_out[count++] = account->gid;
	while (group.len > 0) {
		if (read_line(span_split(&group, '\n'), account->name,
		    &gid) == -1 || has_group(groups_out, count, gid))
			continue;
		if (count == ACCOUNT_GROUPS)
			return -1;
		groups_out[count++] = gid;
	}
	return count;
}

static int
ask_name_service(const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS])
{
	int count = ACCOUNT_GROUPS;

	return getgrouplist(account->name, account->gid, groups_out,
	    &count) == -1 ? -1 : count;
}

/* A file that fills the bound may go on behind it. */
static bool
read_whole(struct arena *arena, const char *path, struct span *text_out)
{
	return list_read(arena, path, text_out) == 0 &&
	    text_out->len < LIST_BYTES;
}

int
account_groups(struct arena *arena, const struct account *account,
    gid_t groups_out[ACCOUNT_GROUPS])
{
	struct span nsswitch, group;

	/* Whatever an account of the same name is in, this is another one. */
	if (account->is_virtual) {
		groups_out[0] = account->gid;
		return 1;
	}
	if (account->is_in_file &&
	    read_whole(arena, "/etc/nsswitch.conf", &nsswitch) &&
	    groups_are_in_files(nsswitch) &&
	    read_whole(arena, "/etc/group", &group))
		return groups_in_file(group, account, groups_out);
	return ask_name_service(account, groups_out);
}
