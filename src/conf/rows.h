/* SPDX-License-Identifier: ISC */
/* The rows of options.def as data: fields, and every name. For src/conf. */
#ifndef CONF_ROWS_H
#define CONF_ROWS_H

#include "conf/conf.h"

/* A name or an alias; all in one small array, since each line looks one up. */
struct option_name {
	char text[OPTION_NAME_ROOM];
	uint8_t len;
	uint8_t row;	/* index into option_rows */
};

extern const struct option_name option_names[];
extern const size_t option_name_count;

/* The field of a row: bool, uint32_t or const char *, by row->kind. */
void *row_field(struct conf *conf, const struct option_row *row);
const void *row_value(const struct conf *conf, const struct option_row *row);

static inline bool
row_is_text(const struct option_row *row)
{
	return row->kind >= KIND_TEXT;
}

/* The field of a row that row_is_text; NULL is unset. */
const char *row_text(const struct conf *conf, const struct option_row *row);

#endif
