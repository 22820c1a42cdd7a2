/* SPDX-License-Identifier: ISC */
/* One line of a users file: see entry.h. Monitor and command line. */
#include "users/entry.h"

#include <stdint.h>

#include "base/num.h"

#define FIELDS 7

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool
users_name_is_sane(struct span name)
{
	if (name.len == 0 || name.len > USERS_NAME_MOST ||
	    !is_name_start(name.at[0]))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~')
			return false;
	return true;
}

bool
users_line_is_of(struct span line, struct span name)
{
	return span_equal(span_split(&line, ':'), name);
}

/* A name stands in paths, too: user_sub_token, user_config_dir. */
static bool
is_name(struct span name)
{
	return users_name_is_sane(name) &&
	    span_find(name, '/') == name.len && !span_is(name, ".") &&
	    !span_is(name, "..");
}

/* Lists print the line: it must not speak to terminals. */
static bool
is_printable(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.at[i] < ' ' || line.at[i] == 0x7f)
			return false;
	return true;
}

static bool
read_id(struct span text, uint32_t *id_out)
{
	uint64_t number;

	if (num_decimal(text, UINT32_MAX - 1, &number) == -1 || number == 0)
		return false;
	*id_out = (uint32_t)number;
	return true;
}

/* NULL: the fields are a user. */
static const char *
take_fields(const struct span fields[static FIELDS], struct users_entry *entry)
{
	*entry = (struct users_entry){
		.name = fields[0], .hash = fields[1], .comment = fields[4],
		.home = fields[5], .shell = fields[6],
	};
	if (!is_name(entry->name))
		return "this is no name: write letters, digits, _, . and -";
	if (entry->hash.len == 0)
		return "the password is missing, so nobody gets in: set one, "
		    "or write * to say so";
	if (!read_id(fields[2], &entry->uid))
		return "the uid must be a number, and not root's: write that "
		    "of an ordinary account";
	if (!read_id(fields[3], &entry->gid))
		return "the gid must be a number, and not root's: write that "
		    "of an ordinary group";
	if (!span_begins(entry->home, "/") ||
	    entry->home.len > USERS_HOME_MOST)
		return "the home must be a path from / on: write one";
	return NULL;
}

enum users_line
users_entry_read(struct span line, struct users_entry *entry_out,
    const char **why_out)
{
	struct span fields[FIELDS], rest;
	size_t colons = 0;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (span_trim(line).len == 0 || line.at[0] == '#')
		return USERS_NOTHING;
	for (size_t i = 0; i < line.len; i++)
		colons += line.at[i] == ':';
	*why_out = "a user has seven fields: write "
	    "name:hash:uid:gid:comment:home:shell";
	if (colons != FIELDS - 1)
		return USERS_FAULTY;
	*why_out = "there are bytes in it that cannot be shown: take them out";
	if (!is_printable(line))
		return USERS_FAULTY;
	rest = line;
	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = span_split(&rest, ':');
	*why_out = take_fields(fields, entry_out);
	return *why_out == NULL ? USERS_ENTRY : USERS_FAULTY;
}
