/* SPDX-License-Identifier: ISC */
/*
 * Configurations. Whatever a file holds, it is taken or complained of; and what
 * was taken is the same once more when it is written out and read again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "loading.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* All options as a file, those that are unset left out. */
static void
write_out(struct buf *out, const struct loading *loading)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		size_t before = out->len;

		buf_putf(out, "%s=", row->name);
		conf_put_value(out, &loading->conf, row);
		if (out->at[out->len - 1] == '=' &&
		    out->len == before + strlen(row->name) + 1)
			out->len = before;
		else
			buf_put_char(out, '\n');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct loading first, second;
	static char text[262144], again[262144];
	struct buf once = BUF_OVER(text), twice = BUF_OVER(again);
	int result;

	if (option_row_count > ROWS_MOST)
		abort();
	begin_loading(&first);
	result = load_bytes(&first, (const char *)bytes, len);
	if ((result == 0) != (first.load.faults == 0))
		abort();
	if (result == -1)
		return 0;
	write_out(&once, &first);
	if (once.full || once.len > 99000)
		return 0;
	begin_loading(&second);
	if (load_bytes(&second, once.at, once.len) == -1)
		abort();
	write_out(&twice, &second);
	if (!span_equal(buf_span(&once), buf_span(&twice)))
		abort();
	return 0;
}
