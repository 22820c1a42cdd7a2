/* SPDX-License-Identifier: ISC */
/* The nearest option name by edit distance: see nearest.h. */
#include "conf/nearest.h"

#include "conf/rows.h"

#define LONGEST 40	/* what is longer was not meant for an option */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a')
	    : c == '-'		    ? '_'
				    : c;
}

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/*
 * Levenshtein's distance, row by row: how many bytes must be put in, taken out
 * or replaced to make one name the other. Case and - for _ cost nothing.
 */
static unsigned
distance(struct span from, struct span to)
{
	unsigned row[LONGEST + 1];

	for (unsigned j = 0; j <= to.len; j++)
		row[j] = j;
	for (unsigned i = 0; i < from.len; i++) {
		unsigned diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < to.len; j++) {
			unsigned differs = lower(from.at[i]) != to.at[j];
			unsigned next = least(diagonal + differs, row[j] + 1,
			    row[j + 1] + 1);

			diagonal = row[j + 1];
			row[j + 1] = next;
		}
	}
	return row[to.len];
}

const char *
option_nearest(struct span name)
{
	unsigned best = (unsigned)(name.len / 3 > 2 ? name.len / 3 : 2) + 1;
	const char *nearest = NULL;

	if (name.len < 3 || name.len > LONGEST)
		return NULL;
	for (size_t i = 0; i < option_name_count; i++) {
		unsigned away = distance(name, span_make(option_names[i].text,
		    option_names[i].len));

		if (away < best) {
			best = away;
			nearest = option_names[i].text;
		}
	}
	return nearest;
}
