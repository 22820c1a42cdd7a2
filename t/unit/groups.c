/* SPDX-License-Identifier: ISC */
/* Supplementary groups, as nsswitch.conf(5) and group(5) have them. */
#include "monitor/groups.h"
#include "tap.h"

static const struct {
	const char *nsswitch;
	bool in_files;
	const char *name;
} switches[] = {
	{ "group: files\n", true, "files alone" },
	{ "passwd: ldap\ngroup:\t\tfiles systemd\n", true,
	    "files and systemd" },
	{ "group: files # ldap\n", true, "the rest is a comment" },
	{ "group: files\ninitgroups: files sss\n", false,
	    "initgroups comes before group" },
	{ "initgroups: files\ngroup: files ldap\n", true,
	    "initgroups in files" },
	{ "group: files ldap\n", false, "a directory is asked, too" },
	{ "group: compat\n", false, "files with + and - lines" },
	{ "group: files [NOTFOUND=return] nis\n", false, "with a condition" },
	{ "group: systemd\n", false, "no files at all" },
	{ "groups: files\n", false, "another database" },
	{ "", false, "nothing written" },
};

static const char group[] =
    "root:x:0:\n"
    "ftp:x:50:\n"
    "media:x:1001:alice,ftp\n"
    "twice:x:1001:ftp\n"
    "own:x:50:ftp\n"
    "music:x:1002:ftp,bob\n"
    "not:x:1003:ftpd,xftp\n"
    "odd:x:abc:ftp\n"
    "minus:x:-1:ftp\n"
    "short:x\n"
    "last:x:1004:bob,ftp";

static void
check_file(void)
{
	const struct account account = { .name = "ftp", .gid = 50 };
	static const gid_t wanted[] = { 50, 1001, 1002, 1004 };
	gid_t groups[ACCOUNT_GROUPS];
	int count = groups_in_file(span_of(group), &account, groups);

	is_num(count, COUNT_OF(wanted), "each group once");
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		is_num(groups[i], wanted[i], "... group %u", wanted[i]);
	is_num(groups_in_file(span_of(""), &account, groups), 1,
	    "without a file there is the account's own");
	is_num(groups[0], 50, "... and no other");
}

static void
check_many(void)
{
	const struct account account = { .name = "ftp", .gid = 1 };
	static char text[ACCOUNT_GROUPS * 16];
	struct buf lines = BUF_OVER(text);
	gid_t groups[ACCOUNT_GROUPS];

	for (unsigned i = 2; i <= ACCOUNT_GROUPS; i++)
		buf_putf(&lines, "g:x:%u:ftp\n", i);
	is_num(groups_in_file(buf_span(&lines), &account, groups),
	    ACCOUNT_GROUPS, "as many as fit");
	buf_put_text(&lines, "g:x:999:ftp\n");
	is_num(groups_in_file(buf_span(&lines), &account, groups), -1,
	    "one more is an error, and not left out");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT_OF(switches); i++)
		(void)ok(groups_are_in_files(span_of(switches[i].nsswitch)) ==
		    switches[i].in_files, "%s", switches[i].name);
	check_file();
	check_many();
	return done_testing();
}
