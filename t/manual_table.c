/* SPDX-License-Identifier: ISC */
/*
 * Prints the option table of oneftpd.conf(5) as it follows from the rows of
 * options.def: for "make manual", and for t/meta/manual.t, which compares.
 */
#include <stdlib.h>

#include "conf/show.h"

int
main(void)
{
	show_manual_table(stdout);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
