/* SPDX-License-Identifier: ISC */
/* Strict numbers: see num.h. Used by every role. */
#include "base/num.h"

static int
parse(struct span text, unsigned base, uint64_t max, uint64_t *out)
{
	uint64_t number = 0;

	if (text.len == 0)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		unsigned digit = (unsigned)(unsigned char)text.at[i] - '0';

		if (digit >= base || digit > max ||
		    number > (max - digit) / base)
			return -1;
		number = number * base + digit;
	}
	*out = number;
	return 0;
}

int
num_decimal(struct span text, uint64_t max, uint64_t *out)
{
	return parse(text, 10, max, out);
}

int
num_octal(struct span text, uint64_t max, uint64_t *out)
{
	return parse(text, 8, max, out);
}

void
num_put_time(struct buf *buf, const struct tm *when)
{
	buf_putf(buf, "%04d%02d%02d%02d%02d%02d", when->tm_year + 1900,
	    when->tm_mon + 1, when->tm_mday, when->tm_hour, when->tm_min,
	    when->tm_sec);
}
