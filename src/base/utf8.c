/* SPDX-License-Identifier: ISC */
/* UTF-8: see utf8.h. Every role; the bytes are foreign. */
#include "base/utf8.h"

/* The four forms: what the first byte has in front, and what it may mean. */
static const struct {
	unsigned char mask, mark;
	uint32_t least, most;
} forms[] = {
	{ 0x80, 0x00, 0x0, 0x7f },
	{ 0xe0, 0xc0, 0x80, 0x7ff },
	{ 0xf0, 0xe0, 0x800, 0xffff },
	{ 0xf8, 0xf0, 0x10000, 0x10ffff },
};

#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff

size_t
utf8_first(struct span text, uint32_t *character_out)
{
	unsigned char first = (unsigned char)text.at[0];
	uint32_t character;
	size_t form = 0;

	while (form < COUNT_OF(forms) &&
	    (first & forms[form].mask) != forms[form].mark)
		form++;
	if (form == COUNT_OF(forms) || form >= text.len)
		return 0;
	character = first & (unsigned char)~forms[form].mask;
	for (size_t i = 1; i <= form; i++) {
		unsigned char next = (unsigned char)text.at[i];

		if ((next & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (next & 0x3f);
	}
	if (character < forms[form].least || character > forms[form].most ||
	    (character >= SURROGATE_FIRST && character <= SURROGATE_LAST))
		return 0;
	*character_out = character;
	return form + 1;
}
