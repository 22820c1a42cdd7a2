/* SPDX-License-Identifier: ISC */
/*
 * Every row of options.def: against what vsftpd has (t/option/vsftpd.txt), set,
 * dumped and parsed again, with a wrong value, at its bounds.
 */
#include <stdlib.h>

#include "conf/show.h"
#include "loading.h"
#include "tap.h"

static struct loading it, again;

/* vsftpd's table ----------------------------------------------------------- */

static enum conf_phase
phase_of(const char *moments)
{
	if (strchr(moments, 'U') != NULL)
		return AT_LOGIN;
	return strpbrk(moments, "CNL") != NULL ? AT_CONNECT : AT_START;
}

static bool
is_of_type(const struct option_row *row, const char *type)
{
	switch (row->kind) {
	case KIND_BOOL:
		return strcmp(type, "bool") == 0;
	case KIND_NUM:
	case KIND_OCTAL:
		return strcmp(type, "num") == 0;
	default:
		return strcmp(type, "str") == 0;
	}
}

static void
like_vsftpd(const char *name, const char *type, const char *value,
    const char *moments)
{
	const struct option_row *row = option_find(span_of(name));

	if (!ok(row != NULL, "%s is known", name))
		return;
	ok(is_of_type(row, type), "%s is a %s", name, type);
	is_text(value_of(&it, row->name), strcmp(value, "-") == 0 ? "" : value,
	    "%s has vsftpd's default", name);
	is_num(row->phase, phase_of(moments), "%s may be set until then", name);
}

static void
like_vsftpd_all(void)
{
	FILE *table = fopen("t/option/vsftpd.txt", "r");
	char line[256], name[64], type[16], value[64], moments[16];
	unsigned count = 0;

	begin_loading(&it);
	if (!ok(table != NULL, "the table of vsftpd's options is there"))
		return;
	while (fgets(line, sizeof(line), table) != NULL) {
		if (line[0] == '#')
			continue;
		count++;
		if (sscanf(line, "%63s %15s %63s %15s", name, type, value,
		    moments) == 4)
			like_vsftpd(name, type, value, moments);
	}
	(void)fclose(table);
	is_num(count, 150, "vsftpd and its distributions know 150 names");
	is_num((long long)option_row_count, 150 - 3 + 16,
	    "three of them are other spellings, fourteen options are our own");
	is_text(value_of(&it, "wrap_daemon_name"), "vsftpd",
	    "hosts.allow knows us as vsftpd");
	is_text(value_of(&it, "syslog_ident"), "vsftpd",
	    "syslog knows us as vsftpd");
}

/* Each row ----------------------------------------------------------------- */

/* A value that is no default. */
static const char *
other_value(const struct option_row *row)
{
	switch (row->kind) {
	case KIND_BOOL:
		return *(const bool *)((const char *)&conf_defaults +
		    row->offset) ? "NO" : "YES";
	case KIND_NUM:
		return "1234";
	case KIND_OCTAL:
		return "0123";
	default:
		return "Some Value";
	}
}

static void
is_set_and_dumped(const struct option_row *row)
{
	char text[128], *dump = NULL;
	size_t len;
	FILE *out = open_memstream(&dump, &len);

	if (out == NULL)
		exit(99);
	(void)snprintf(text, sizeof(text), "%s=%s\n", row->name,
	    other_value(row));
	begin_loading(&it);
	ok(load_text(&it, text) == 0 && conf_is_set(&it.load, row),
	    "%s can be set", row->name);
	is_text(value_of(&it, row->name), other_value(row), "%s is that",
	    row->name);
	show_dump(out, &it.load);
	(void)fclose(out);
	ok(strstr(dump, text) != NULL, "%s is in the dump", row->name);
	begin_loading(&again);
	is_num(load_bytes(&again, dump, len), 0, "%s: the dump parses",
	    row->name);
	for (size_t i = 0; i < option_row_count; i++) {
		char was[256];
		const char *name = option_rows[i].name;

		(void)snprintf(was, sizeof(was), "%s", value_of(&it, name));
		if (strcmp(was, value_of(&again, name)) != 0)
			ok(false, "%s: %s has changed", row->name, name);
	}
	free(dump);
}

static void
has_wrong_value(const struct option_row *row)
{
	char text[128];
	const char *wrong = row->kind == KIND_BOOL ? "maybe" : "many";

	(void)snprintf(text, sizeof(text), "%s=%s\n", row->name, wrong);
	begin_loading(&it);
	if (row->kind == KIND_BOOL) {
		is_num(load_text(&it, text), -1, "%s is YES or NO", row->name);
		ok(!conf_is_set(&it.load, row), "%s keeps its default",
		    row->name);
	} else if (row->kind == KIND_NUM || row->kind == KIND_OCTAL) {
		(void)!load_text(&it, text);
		is_text(value_of(&it, row->name), "0",
		    "%s=many is 0, as in vsftpd", row->name);
		ok(it.warnings > 0, "%s=many is warned of", row->name);
	}
}

static unsigned
warnings_of_number(const struct option_row *row, uint64_t number)
{
	char text[128];

	(void)snprintf(text, sizeof(text), row->kind == KIND_OCTAL
	    ? "%s=0%llo\n" : "%s=%llu\n", row->name,
	    (unsigned long long)number);
	begin_loading(&it);
	if (load_text(&it, text) == -1)
		return 99;
	return it.warnings;
}

static void
has_bounds(const struct option_row *row)
{
	uint32_t usual = *(const uint32_t *)(const void *)
	    ((const char *)&conf_defaults + row->offset);

	ok(usual >= row->low && usual <= row->high,
	    "%s: the default is within bounds", row->name);
	is_num(warnings_of_number(row, row->low), 0, "%s=%u, its lowest",
	    row->name, row->low);
	is_num(warnings_of_number(row, row->high), 0, "%s=%u, its highest",
	    row->name, row->high);
	ok(warnings_of_number(row, (uint64_t)row->high + 1) > 0,
	    "%s: one more is warned of", row->name);
	if (row->low > 0)
		ok(warnings_of_number(row, row->low - 1) > 0,
		    "%s: one less is warned of", row->name);
}

static bool
is_sentence(const char *text)
{
	return text[0] >= 'A' && text[0] <= 'Z' &&
	    text[strlen(text) - 1] == '.';
}

static void
each_row(void)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		is_set_and_dumped(row);
		has_wrong_value(row);
		if (row->kind == KIND_NUM || row->kind == KIND_OCTAL)
			has_bounds(row);
		ok(is_sentence(option_help(row)), "%s is explained", row->name);
		ok(row->sees != 0, "%s is for some role", row->name);
	}
}

/* Dumps -------------------------------------------------------------------- */

static char *
dump_of(struct loading *loading)
{
	char *dump = NULL;
	size_t len;
	FILE *out = open_memstream(&dump, &len);

	if (out == NULL)
		exit(99);
	show_dump(out, &loading->load);
	(void)fclose(out);
	return dump;
}

static void
dumps(void)
{
	char *dump;

	begin_loading(&it);
	(void)!load_text(&it, "\nftpd_banner=\"Hi\"\nuser_sub_token=' $U '\n"
	    "pam_service_name=\n");
	(void)!conf_load_setting(&it.load, span_of("listen_port=2121"));
	dump = dump_of(&it);
	ok(strstr(dump, ":2\nftpd_banner=\"Hi\"\n") != NULL,
	    "a dump says which line of a file set a value");
	ok(strstr(dump, "# command line\nlisten_port=2121\n") != NULL,
	    "or that it was the command line");
	ok(strstr(dump, "# default\nwrite_enable=NO\n") != NULL,
	    "or that it is the default");
	begin_loading(&again);
	is_num(load_text(&again, dump), 0, "it parses");
	free(dump);
	is_text(again.conf.ftpd_banner, "\"Hi\"",
	    "quotes of the greeting stay");
	is_text(again.conf.user_sub_token, " $U ", "blanks within quotes, too");
	ok(again.conf.pam_service_name == NULL, "what is unset stays unset");
	ok(!conf_is_written(&again.load, "listen"),
	    "listen stays unset, which is more than its default says");
	ok(!conf_is_written(&again.load, "allow_writeable_chroot"),
	    "and so does allow_writeable_chroot");
}

int
main(void)
{
	like_vsftpd_all();
	each_row();
	dumps();
	return done_testing();
}
