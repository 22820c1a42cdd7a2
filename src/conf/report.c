/* SPDX-License-Identifier: ISC */
/* Faults and warnings of a configuration: see report.h. */
#include "conf/report.h"

static void
report(struct conf_load *load, bool is_fault, const struct place *place,
    struct buf *text)
{
	if (is_fault)
		load->faults++;
	if (load->report == NULL)
		return;
	load->report(load->context, &(struct conf_fault){
		.is_fault = is_fault, .file = place->file, .line = place->line,
		.option = place->option, .text = buf_text(text),
	});
}

void
report_fault(struct conf_load *load, const struct place *place,
    const char *format, ...)
{
	char storage[1024];
	struct buf text = BUF_OVER(storage);
	va_list args;

	va_start(args, format);
	buf_putfv(&text, format, args);
	va_end(args);
	report(load, true, place, &text);
}

void
report_warning(struct conf_load *load, const struct place *place,
    const char *format, ...)
{
	char storage[1024];
	struct buf text = BUF_OVER(storage);
	va_list args;

	va_start(args, format);
	buf_putfv(&text, format, args);
	va_end(args);
	report(load, false, place, &text);
}

struct place
place_of(const struct conf_load *load, const struct option_row *row)
{
	const struct conf_origin *origin = &load->origins[row - option_rows];

	return (struct place){
		.file = origin->kind == FROM_FILE ? origin->file : NULL,
		.line = origin->kind == FROM_FILE ? origin->line : 0,
		.option = row->name,
	};
}

struct shown
shown(struct span text)
{
	struct shown result;
	struct buf out = BUF_OVER(result.text);

	for (size_t i = 0; i < text.len && i < 200; i++) {
		unsigned char c = (unsigned char)text.at[i];

		buf_put_char(&out, c < ' ' || c == 0x7f ? '?' : text.at[i]);
	}
	if (text.len > 200)
		buf_put_text(&out, "...");
	(void)buf_text(&out);
	return result;
}
