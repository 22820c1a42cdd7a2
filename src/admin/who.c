/* SPDX-License-Identifier: ISC */
/* The command `oneftpd who`: see who.h. As root, or a member of ftpadmin. */
#include "admin/who.h"

#include <stdlib.h>
#include <string.h>

#include "admin/help.h"
#include "base/fail.h"

static const char usage[] =
    "Usage: oneftpd who [--json | --prometheus | --watch]\n"
    "\n"
    "Shows the sessions of this machine, whoever has started them.\n"
    "\n"
    "  --json        as a JSON object\n"
    "  --prometheus  as metrics for Prometheus\n"
    "  --watch       on the whole screen, each second anew; q ends it\n";

typedef void (*printer)(FILE *out, const struct sessions *sessions);

static const struct {
	char flag[16];
	printer print;		/* NULL: --watch */
} forms[] = {
	{ "--json", who_print_json },
	{ "--prometheus", who_print_prometheus },
	{ "--watch", NULL },
};

static int
show(printer print)
{
	struct sessions sessions;

	sessions_init(&sessions);
	if (print == NULL)
		return who_watch(&sessions);
	if (sessions_read(&sessions) == -1)
		return EXIT_FATAL;
	print(stdout, &sessions);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FATAL;
}

int
who_command(char **arguments)
{
	const char *flag = arguments[0];

	if (flag == NULL)
		return show(who_print_table);
	if (is_help(flag)) {
		(void)fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; arguments[1] == NULL && i < COUNT_OF(forms); i++)
		if (strcmp(flag, forms[i].flag) == 0)
			return show(forms[i].print);
	(void)fputs(usage, stderr);
	return EXIT_FATAL;
}
