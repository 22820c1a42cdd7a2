/* SPDX-License-Identifier: ISC */
/* Accounts as passwd(5) has them, and lists of lines. */
#include <stdio.h>
#include <string.h>

#include "monitor/accounts.h"
#include "tap.h"

static const char passwd[] =
    "root:x:0:0:root:/root:/bin/bash\n"
    "ftpd:x:7:7::/other:\n"
    "ftp:x:14:50:FTP, the user:/srv/ftp:/usr/sbin/nologin\n"
    "short:x:1\n"
    "odd:x:1x:2::/odd:\n"
    "minus:x:-1:2::/minus:\n"
    "huge:x:4294967296:2::/huge:\n"
    "nohome:x:3:3:::\n"
    "last:x:4294967294:65534::/last:/bin/sh";

static const struct {
	const char *name;
	const char *home;	/* NULL: not to be found in the text */
	long long uid, gid;
} rows[] = {
	{ "ftp", "/srv/ftp", 14, 50 },
	{ "root", "/root", 0, 0 },
	{ "last", "/last", 4294967294, 65534 },
	{ "ft", NULL, 0, 0 },
	{ "FTP", NULL, 0, 0 },
	{ "short", NULL, 0, 0 },
	{ "odd", NULL, 0, 0 },
	{ "minus", NULL, 0, 0 },
	{ "huge", NULL, 0, 0 },
	{ "nohome", NULL, 0, 0 },
	{ "", NULL, 0, 0 },
};

static void
check_accounts(struct arena *arena)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct account account = { .home = NULL };
		int result = account_find(arena, span_of(passwd),
		    rows[i].name, &account);

		if (rows[i].home == NULL) {
			is_num(result, -1, "\"%s\" is nobody", rows[i].name);
			continue;
		}
		is_num(result, 0, "%s is there", rows[i].name);
		is_text(account.name, rows[i].name, "... by name");
		is_text(account.home, rows[i].home, "... with a home");
		is_num(account.uid, rows[i].uid, "... with an id");
		is_num(account.gid, rows[i].gid, "... with a group");
	}
}

int
main(void)
{
	static const char list[] = "one\n two\n\nthree";
	struct arena arena;
	struct account account;

	if (arena_init(&arena, 1 << 20) == -1)
		return 99;
	check_accounts(&arena);
	is_num(account_find(&arena, span_of(""), "root", &account), 0,
	    "who is not in the file is asked of the name service");
	is_num(account.uid, 0, "... which knows root");
	is_num(account_find(&arena, span_of(passwd), NULL, &account), -1,
	    "no name is nobody");
	ok(list_has(span_of(list), span_of("one")), "a line is listed");
	ok(list_has(span_of(list), span_of("three")), "so is the last one");
	ok(list_has(span_of(list), span_of("")), "an empty line is a line");
	ok(!list_has(span_of(list), span_of("two")), "nothing is trimmed");
	ok(!list_has(span_of(list), span_of("thre")), "nothing is cut");
	ok(!list_has(span_of(""), span_of("")), "an empty list has no line");
	return done_testing();
}
