/* SPDX-License-Identifier: ISC */
/* Bounded text builder: see buf.h. Used by every role. */
#include "base/buf.h"

#include <stdio.h>
#include <string.h>

/* Room for `len` more bytes, or NULL with the flag set. */
static char *
reserve(struct buf *buf, size_t len)
{
	if (buf->full || len > buf->size - buf->len) {
		buf->full = true;
		return NULL;
	}
	return buf->at + buf->len;
}

void
buf_put_bytes(struct buf *buf, const void *bytes, size_t len)
{
	char *room = reserve(buf, len);

	if (room == NULL || len == 0)
		return;
	memcpy(room, bytes, len);
	buf->len += len;
}

void
buf_put_char(struct buf *buf, char byte)
{
	buf_put_bytes(buf, &byte, 1);
}

void
buf_put_span(struct buf *buf, struct span text)
{
	buf_put_bytes(buf, text.at, text.len);
}

void
buf_put_text(struct buf *buf, const char *text)
{
	buf_put_bytes(buf, text, strlen(text));
}

void
buf_put_padding(struct buf *buf, char byte, size_t count)
{
	char *room = reserve(buf, count);

	if (room == NULL)
		return;
	memset(room, byte, count);
	buf->len += count;
}

void
buf_putfv(struct buf *buf, const char *format, va_list args)
{
	size_t room = buf->size - buf->len;
	int len;

	if (buf->full)
		return;
	len = vsnprintf(buf->at + buf->len, room, format, args);
	/* vsnprintf wants a byte for its NUL, which a buf does not keep. */
	if (len < 0 || (size_t)len >= room)
		buf->full = true;
	else
		buf->len += (size_t)len;
}

void
buf_putf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_putfv(buf, format, args);
	va_end(args);
}

void
buf_put_u64(struct buf *buf, unsigned long long number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	buf_put_bytes(buf, digits + at, sizeof(digits) - at);
}

const char *
buf_text(struct buf *buf)
{
	buf_put_char(buf, '\0');
	if (buf->full)
		return "";
	buf->len--;
	return buf->at;
}
