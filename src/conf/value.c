/* SPDX-License-Identifier: ISC */
/*
 * Values from text: see value.h. The administrator's files are trusted, but not
 * to be free of mistakes.
 */
#include "conf/value.h"

#include <inttypes.h>

#include "conf/rows.h"

/* Without blanks, a CR among them, and without quotes around all of it. */
static struct span
bare(struct span text)
{
	text = span_trim(text);
	if (text.len > 1 && (text.at[0] == '"' || text.at[0] == '\'') &&
	    text.at[text.len - 1] == text.at[0])
		return span_make(text.at + 1, text.len - 2);
	return text;
}

static bool
is_quoted(struct span text)
{
	return bare(text).len < span_trim(text).len;
}

/* Booleans ----------------------------------------------------------------- */

static bool
is_one_of(struct span word, const char *const words[static 3])
{
	for (size_t i = 0; i < 3; i++)
		if (span_is_nocase(word, words[i]))
			return true;
	return false;
}

static void
set_bool(struct conf_load *load, const struct option_row *row,
    struct span text, const struct place *place)
{
	static const char *const yes[] = { "YES", "TRUE", "1" };
	static const char *const no[] = { "NO", "FALSE", "0" };
	struct span word = bare(text);
	bool on = is_one_of(word, yes);

	if (on || is_one_of(word, no)) {
		*(bool *)row_field(load->conf, row) = on;
		return;
	}
	report_fault(load, place, "\"%s\" is neither YES nor NO: write %s=YES "
	    "or %s=NO%s", shown(word).text, row->name, row->name,
	    span_find(word, '#') < word.len
	    ? ", and the comment on a line of its own" : "");
}

/* Numbers ------------------------------------------------------------------ */

struct number {
	uint32_t value;
	bool octal;	/* as vsftpd sees it: the very first byte is a 0 */
	bool exact;	/* digits from end to end, and no more than fit */
};

/* As vsftpd: octal digits up to the first other byte. */
static struct number
read_octal(struct span text)
{
	struct number number = { .octal = true, .exact = true };
	size_t at = 0;

	for (; at < text.len && text.at[at] >= '0' && text.at[at] <= '7';
	     at++) {
		if (number.value > UINT32_MAX >> 3)
			number.exact = false;
		number.value = number.value << 3 |
		    (uint32_t)(text.at[at] - '0');
	}
	if (span_trim(span_from(text, at)).len > 0)
		number.exact = false;
	return number;
}

/* As atoi(3) on 64 bits, then the low 32 of them; -1 is the largest number. */
static struct number
read_decimal(struct span text)
{
	struct span digits = span_trim(text);
	bool negative = span_begins(digits, "-");
	bool has_sign = negative || span_begins(digits, "+");
	uint64_t most = (uint64_t)INT64_MAX + negative, sum = 0;
	size_t at;

	digits = span_from(digits, has_sign);
	for (at = 0; at < digits.len; at++) {
		unsigned digit = (unsigned char)digits.at[at] - (unsigned)'0';

		if (digit > 9)
			break;
		sum = sum > (most - digit) / 10 ? most : sum * 10 + digit;
	}
	return (struct number){
		.value = (uint32_t)(negative ? 0 - sum : sum),
		.exact = at > 0 && at == digits.len && !has_sign &&
		    sum <= UINT32_MAX,
	};
}

static void
warn_of_surprise(struct conf_load *load, const struct option_row *row,
    const struct number *number, const struct place *place)
{
	uint32_t value = number->value;
	bool for_modes = row->kind == KIND_OCTAL;

	if (for_modes && !number->octal && value > 7)
		report_warning(load, place,
		    "%" PRIu32 " without a leading zero "
		    "is decimal, which is %#" PRIo32
		    " in octal: write 0%" PRIu32 ", or %#" PRIo32
		    " to keep that",
		    value, value, value, value);
	if (!for_modes && number->octal && value > 7)
		report_warning(load, place, "the leading zero makes this octal "
		    "%" PRIo32 ", which is %" PRIu32 ": write one of the two "
		    "without it", value, value);
}

static void
warn_of_bounds(struct conf_load *load, const struct option_row *row,
    uint32_t value, const struct place *place)
{
	bool inside = value >= row->low && value <= row->high;

	if (!inside && row->kind == KIND_OCTAL)
		report_warning(load, place, "%#" PRIo32 " is out of bounds: "
		    "write an octal number up to %#" PRIo32, value, row->high);
	else if (!inside)
		report_warning(load, place,
		    "%" PRIu32 " is out of bounds: write "
		    "a number from %" PRIu32 " to %" PRIu32,
		    value, row->low, row->high);
}

/* In quotes, which vsftpd reads as 0, a number is what was meant by it. */
static void
set_number(struct conf_load *load, const struct option_row *row,
    struct span text, const struct place *place)
{
	struct number number;

	if (is_quoted(text))
		text = span_trim(bare(text));
	number = text.len > 0 && text.at[0] == '0' ? read_octal(text)
	    : read_decimal(text);
	*(uint32_t *)row_field(load->conf, row) = number.value;
	if (!number.exact)
		report_warning(load, place, "\"%s\" is not a plain number and "
		    "counts as %" PRIu32 ": write digits only",
		    shown(span_trim(text)).text, number.value);
	else
		warn_of_surprise(load, row, &number, place);
	warn_of_bounds(load, row, number.value, place);
}

/* Texts -------------------------------------------------------------------- */

static void
set_text(struct conf_load *load, const struct option_row *row,
    struct span text, const struct place *place)
{
	struct span value = row->kind == KIND_PROSE ? span_trim(text)
	    : bare(text);
	char *copy = value.len > 0 ? arena_copy(load->arena, value) : NULL;

	if (value.len > 0 && copy == NULL)
		report_fault(load, place, "no memory is left for this: write "
		    "less into the configuration");
	else
		*(const char **)row_field(load->conf, row) = copy;
}

void
value_set(struct conf_load *load, const struct option_row *row,
    struct span text, const struct place *place)
{
	if (row->kind != KIND_PROSE && is_quoted(text))
		report_warning(load, place,
		    "the quotes do not count as part of "
		    "the value, as they would for vsftpd: leave them out");
	switch (row->kind) {
	case KIND_BOOL:
		set_bool(load, row, text, place);
		break;
	case KIND_NUM:
	case KIND_OCTAL:
		set_number(load, row, text, place);
		break;
	case KIND_TEXT:
	case KIND_PATH:
	case KIND_PROSE:
		set_text(load, row, text, place);
		break;
	}
}
