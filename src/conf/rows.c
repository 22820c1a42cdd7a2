/* SPDX-License-Identifier: ISC */
/*
 * The rows of options.def as constants, and loops over them: look-up, wiping,
 * values as text. Every role; nothing here reads a file.
 */
#include "conf/rows.h"

#include <inttypes.h>
#include <string.h>

#include "base/wipe.h"

enum option {
#define OPT_BOOL(name, ...) OPTION_##name,
#define OPT_NUM OPT_BOOL
#define OPT_OCTAL OPT_BOOL
#define OPT_TEXT OPT_BOOL
#define OPT_PATH OPT_BOOL
#define OPT_PROSE OPT_BOOL
#define OPT_ALIAS(alias, name)
#include "conf/options.def"
	OPTION_COUNT
};
#undef OPT_BOOL

const struct conf conf_defaults = {
#define OPT_BOOL(name, value, ...) .name = (value),
#include "conf/options.def"
};
#undef OPT_BOOL
#undef OPT_ALIAS

const struct option_name option_names[] = {
#define OPT_NAME(text, name) { #text, sizeof(#text) - 1, OPTION_##name },
#define OPT_BOOL(name, ...) OPT_NAME(name, name)
#define OPT_ALIAS(alias, name) OPT_NAME(alias, name)
#include "conf/options.def"
};
#undef OPT_BOOL
#undef OPT_NUM
#undef OPT_OCTAL
#undef OPT_TEXT
#undef OPT_PATH
#undef OPT_PROSE
#undef OPT_ALIAS

const size_t option_name_count = COUNT_OF(option_names);

_Static_assert(OPTION_COUNT <= UINT8_MAX, "option_name.row is too small");

/* Where the field is; a row whose kind is not the field's does not compile. */
#define AT(name, type) \
	_Generic(((struct conf *)0)->name, type: offsetof(struct conf, name))
#define TEXT_ROW(name, kind, phase, sees, effect, help) \
	{ #name, kind, AT(name, const char *), 0, 0, phase, sees, effect },

const struct option_row option_rows[] = {
#define OPT_BOOL(name, value, phase, sees, effect, help) \
	{ #name, KIND_BOOL, AT(name, bool), 0, 1, phase, sees, effect },
#define OPT_NUM(name, value, low, high, phase, sees, effect, help) \
	{ #name, KIND_NUM, AT(name, uint32_t), low, high, phase, sees, effect },
#define OPT_OCTAL(name, value, low, high, phase, sees, effect, help) \
	{ #name, KIND_OCTAL, AT(name, uint32_t), low, high, phase, sees, \
	    effect },
#define OPT_TEXT(name, value, ...) TEXT_ROW(name, KIND_TEXT, __VA_ARGS__)
#define OPT_PATH(name, value, ...) TEXT_ROW(name, KIND_PATH, __VA_ARGS__)
#define OPT_PROSE(name, value, ...) TEXT_ROW(name, KIND_PROSE, __VA_ARGS__)
#define OPT_ALIAS(alias, name)
#include "conf/options.def"
};

#undef OPT_BOOL
#undef OPT_NUM
#undef OPT_OCTAL
#undef OPT_TEXT
#undef OPT_PATH
#undef OPT_PROSE

const size_t option_row_count = COUNT_OF(option_rows);

static const char sentences[][160] = {
#define OPT_BOOL(name, value, phase, sees, effect, help) help,
#define OPT_NUM(name, value, low, high, phase, sees, effect, help) help,
#define OPT_OCTAL OPT_NUM
#define OPT_TEXT OPT_BOOL
#define OPT_PATH OPT_BOOL
#define OPT_PROSE OPT_BOOL
#include "conf/options.def"
};

const char *
option_help(const struct option_row *row)
{
	return sentences[row - option_rows];
}

const struct option_row *
option_find(struct span name)
{
	for (size_t i = 0; i < option_name_count; i++)
		if (option_names[i].len == name.len &&
		    memcmp(option_names[i].text, name.at, name.len) == 0)
			return &option_rows[option_names[i].row];
	return NULL;
}

void *
row_field(struct conf *conf, const struct option_row *row)
{
	return (char *)conf + row->offset;
}

const void *
row_value(const struct conf *conf, const struct option_row *row)
{
	return (const char *)conf + row->offset;
}

const char *
row_text(const struct conf *conf, const struct option_row *row)
{
	return *(const char *const *)row_value(conf, row);
}

bool
conf_is_set(const struct conf_load *load, const struct option_row *row)
{
	return load->origins[row - option_rows].kind != FROM_DEFAULT;
}

bool
conf_is_written(const struct conf_load *load, const char *name)
{
	return conf_is_set(load, option_find(span_of(name)));
}

/* Defaults are constants of the program: no secret, and not writable. */
static void
wipe_text(struct conf *conf, const struct option_row *row)
{
	const char **text = row_field(conf, row);

	if (*text != NULL && *text != row_text(&conf_defaults, row))
		wipe((char *)*text, strlen(*text));
	*text = NULL;
}

void
conf_keep_only(struct conf *conf, enum conf_role role)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		if ((row->sees & role) != 0)
			continue;
		if (row_is_text(row))
			wipe_text(conf, row);
		else if (row->kind == KIND_BOOL)
			*(bool *)row_field(conf, row) = false;
		else
			*(uint32_t *)row_field(conf, row) = 0;
	}
}

/* Would the parser take something off it? Then it is written in quotes. */
static bool
needs_quotes(struct span text)
{
	char first, last;

	if (text.len == 0)
		return false;
	first = text.at[0];
	last = text.at[text.len - 1];
	return span_is_blank(first) || span_is_blank(last) ||
	    (text.len > 1 && first == last && (first == '"' || first == '\''));
}

static void
put_text(struct buf *buf, const char *text, enum conf_kind kind)
{
	const char *quote = kind != KIND_PROSE && needs_quotes(span_of(text))
	    ? "\"" : "";

	buf_put_text(buf, quote);
	buf_put_span(buf, span_of(text));
	buf_put_text(buf, quote);
}

void
conf_put_value(struct buf *buf, const struct conf *conf,
    const struct option_row *row)
{
	const void *value = row_value(conf, row);

	switch (row->kind) {
	case KIND_BOOL:
		buf_put_text(buf, *(const bool *)value ? "YES" : "NO");
		break;
	case KIND_NUM:
		buf_put_u64(buf, *(const uint32_t *)value);
		break;
	case KIND_OCTAL:
		buf_putf(buf, "%#" PRIo32, *(const uint32_t *)value);
		break;
	case KIND_TEXT:
	case KIND_PATH:
	case KIND_PROSE:
		put_text(buf, row_text(conf, row), row->kind);
		break;
	}
}
