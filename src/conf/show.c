/* SPDX-License-Identifier: ISC */
/* Answers about options: see show.h. Command line, as whoever asks. */
#include "conf/show.h"

#include <string.h>

#include "conf/report.h"
#include "conf/rows.h"

#define VALUE_ROOM (2 + 131072)	/* a whole argument, in quotes */

static void
print_value(FILE *out, const struct conf *conf, const struct option_row *row)
{
	char storage[VALUE_ROOM];
	struct buf value = BUF_OVER(storage);

	conf_put_value(&value, conf, row);
	(void)fwrite(value.at, 1, value.len, out);
}

/*
 * Unset, these two do not do what their default says (design.md 11); so a dump
 * that is to parse to the same must leave them unset.
 */
static bool
is_another_thing_unset(const struct option_row *row)
{
	return row->offset == offsetof(struct conf, listen) ||
	    row->offset == offsetof(struct conf, allow_writeable_chroot);
}

static void
print_origin(FILE *out, const struct conf_origin *origin,
    const struct option_row *row)
{
	switch (origin->kind) {
	case FROM_DEFAULT:
		(void)fputs(is_another_thing_unset(row)
		    ? "# default; written out it would mean more\n# "
		    : "# default\n", out);
		break;
	case FROM_FILE:
		(void)fprintf(out, "# %s:%u\n",
		    shown(span_of(origin->file)).text, origin->line);
		break;
	case FROM_COMMAND_LINE:
		(void)fputs("# command line\n", out);
		break;
	}
}

void
show_dump(FILE *out, const struct conf_load *load)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		print_origin(out, &load->origins[i], row);
		(void)fprintf(out, "%s=", row->name);
		print_value(out, load->conf, row);
		(void)fputc('\n', out);
	}
}

/* Of what a user's own file sets: was that decided before it is read? */
static bool
comes_too_late(const struct conf_origin *origin, const struct option_row *row,
    const char *own_file)
{
	return row->phase != AT_LOGIN && origin->kind == FROM_FILE &&
	    own_file != NULL && strcmp(origin->file, own_file) == 0;
}

void
show_set(FILE *out, const struct conf_load *load, const char *own_file)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		const struct conf_origin *origin = &load->origins[i];

		if (!conf_is_set(load, row))
			continue;
		(void)fprintf(out, "  %s=", row->name);
		print_value(out, load->conf, row);
		if (origin->kind == FROM_FILE)
			(void)fprintf(out, "  # %s:%u",
			    shown(span_of(origin->file)).text, origin->line);
		else
			(void)fputs("  # command line", out);
		(void)fputs(comes_too_late(origin, row, own_file)
		    ? ", too late to have an effect\n" : "\n", out);
	}
}

void
show_fault(void *file, const struct conf_fault *fault)
{
	FILE *out = file;

	if (fault->file != NULL)
		(void)fprintf(out, "%s:", shown(span_of(fault->file)).text);
	if (fault->line > 0)
		(void)fprintf(out, "%u:", fault->line);
	if (fault->file != NULL)
		(void)fputc(' ', out);
	if (fault->option != NULL)
		(void)fprintf(out, "%s: ", fault->option);
	(void)fprintf(out, "%s%s\n", fault->is_fault ? "" : "warning: ",
	    fault->text);
}

/* The manual --------------------------------------------------------------- */

static void
print_names(FILE *out, const struct option_row *row)
{
	const char *before = ".It Cm ";

	for (size_t i = 0; i < option_name_count; i++) {
		if (&option_rows[option_names[i].row] != row)
			continue;
		(void)fprintf(out, "%s%s", before, option_names[i].text);
		before = " , Cm ";
	}
}

/* "\&" keeps mdoc from taking a value for one of its macros. */
static void
print_default(FILE *out, const struct option_row *row)
{
	if (row_is_text(row) && row_text(&conf_defaults, row) == NULL) {
		(void)fputs(" Pq unset\n", out);
		return;
	}
	(void)fputs(" Pq Cm \\&", out);
	print_value(out, &conf_defaults, row);
	(void)fputc('\n', out);
}

void
show_manual_table(FILE *out)
{
	static const char *const phases[] = {
		[AT_START] = "Read at start only.\n",
		[AT_CONNECT] = "",
		[AT_LOGIN] = "May be set per user.\n",
	};

	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		print_names(out, row);
		print_default(out, row);
		(void)fprintf(out, "%s\n%s%s", option_help(row),
		    phases[row->phase],
		    row->effect == NO_EFFECT ? "Without effect.\n" : "");
	}
}
