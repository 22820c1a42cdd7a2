/* SPDX-License-Identifier: ISC */
/* Who is asked for a password, and in which order. */
#include "conf/auth_order.h"
#include "tap.h"

static const struct {
	const char *text;
	bool is_order;
	bool has_file, has_pam;
} rows[] = {
	{ "users_file,pam", true, true, true },
	{ "pam,users_file", true, true, true },
	{ " pam , users_file ", true, true, true },
	{ "pam", true, false, true },
	{ "users_file", true, true, false },
	{ "users_file,", true, true, false },
	{ "", false, false, false },
	{ "PAM", false, false, false },
	{ "pam,pam", false, false, true },
	{ "pam,,users_file", false, true, true },
	{ "pam users_file", false, false, false },
	{ "pa", false, false, false },
	{ "pamx", false, false, false },
};

int
main(void)
{
	struct span order = span_of("pam,users_file");
	enum auth_way way;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *text = rows[i].text;

		ok(is_auth_order(text) == rows[i].is_order, "\"%s\" is%s one",
		    text, rows[i].is_order ? "" : " not");
		ok(auth_order_has(text, AUTH_USERS_FILE) == rows[i].has_file,
		    "\"%s\": is the file in it", text);
		ok(auth_order_has(text, AUTH_PAM) == rows[i].has_pam,
		    "\"%s\": is PAM in it", text);
	}
	ok(!is_auth_order(NULL), "none is not one");
	ok(auth_order_next(&order, &way) && way == AUTH_PAM &&
	    auth_order_next(&order, &way) && way == AUTH_USERS_FILE,
	    "they come in their order");
	ok(!auth_order_next(&order, &way), "and then there is none");
	return done_testing();
}
