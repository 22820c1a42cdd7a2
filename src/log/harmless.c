/* SPDX-License-Identifier: ISC */
/*
 * Foreign bytes on their way to a log, a terminal or a process title: the one
 * place where they are made harmless. Every role.
 */
#include "log/harmless.h"

#include "base/utf8.h"

/*
 * What a character set calls characters and a reader does not see, or sees as
 * the end of a line, or in the wrong order: first and last of each range.
 */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x80, 0xa0 },		/* controls; a blank */
	{ 0xad, 0xad },		/* a hyphen that may not be there */
	{ 0x61c, 0x61c },	/* direction */
	{ 0x1680, 0x1680 },	/* a blank */
	{ 0x180e, 0x180e },	/* no width */
	{ 0x2000, 0x200f },	/* blanks, no width, direction */
	{ 0x2028, 0x202f },	/* ends of lines, direction, a blank */
	{ 0x205f, 0x206f },	/* a blank, no width, direction */
	{ 0x3000, 0x3000 },	/* a blank */
	{ 0xfeff, 0xfeff },	/* no width */
	{ 0xfff0, 0xffff },	/* marks within text; no characters */
	{ 0xe0000, 0xe0fff },	/* tags; no width */
};

static bool
is_seen(uint32_t character)
{
	if (character < ' ' || character == 0x7f)
		return false;
	for (size_t i = 0; i < COUNT_OF(unseen); i++)
		if (character >= unseen[i].first &&
		    character <= unseen[i].last)
			return false;
	return true;
}

static void
put_hex(struct buf *line, unsigned char byte)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_put_text(line, "\\x");
	buf_put_char(line, digits[byte >> 4]);
	buf_put_char(line, digits[byte & 0xf]);
}

/* Characters that can be seen as they are, all else byte by byte. */
static void
put_utf8(struct buf *line, struct span text, bool is_exact)
{
	while (text.len > 0) {
		uint32_t character = 0;
		size_t len = utf8_first(text, &character);

		if (len > 0 && is_seen(character) &&
		    (!is_exact || character != '\\')) {
			buf_put_bytes(line, text.at, len);
		} else {
			len = 1;
			put_hex(line, (unsigned char)text.at[0]);
		}
		text = span_from(text, len);
	}
}

void
put_harmless(struct buf *line, struct span text, enum script script)
{
	if (script != SCRIPT_ASCII) {
		put_utf8(line, text, script == SCRIPT_EXACT);
		return;
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		buf_put_char(line, c >= ' ' && c <= '~' ? c : '?');
	}
}
