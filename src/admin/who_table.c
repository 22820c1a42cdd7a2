/* SPDX-License-Identifier: ISC */
/* Sessions as lines for people. Command line. */
#include "admin/who.h"
#include "admin/who_row.h"

void
who_print_table(FILE *out, const struct sessions *sessions)
{
	char storage[WHO_ROW_MOST];
	struct buf line = BUF_OVER(storage);

	who_put_heading(&line);
	(void)fprintf(out, "%s\n", buf_text(&line));
	for (size_t i = 0; i < sessions->count; i++) {
		buf_clear(&line);
		who_put_row(&line, &sessions->list[i],
		    seen_rate(&sessions->list[i]));
		(void)fprintf(out, "%s\n", buf_text(&line));
	}
	(void)fprintf(out, "%zu session%s\n", sessions->count,
	    sessions->count == 1 ? "" : "s");
}
