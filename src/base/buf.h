/* SPDX-License-Identifier: ISC */
/*
 * Bounded text builder. Write ten pieces, check `full` once: a piece that does
 * not fit sets the flag and is left out whole, and so is all that follows, so
 * nothing cut in the middle is ever sent. The storage belongs to the caller.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/span.h"

struct buf {
	char *at;
	size_t size;	/* bytes of storage */
	size_t len;	/* bytes written */
	bool full;	/* sticky */
};

/* A buf over a local array: struct buf b = BUF_OVER(storage); */
#define BUF_OVER(array) \
	((struct buf){ .at = (array), .size = sizeof(array) })

void buf_put_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_put_char(struct buf *buf, char byte);
void buf_put_span(struct buf *buf, struct span text);
void buf_put_text(struct buf *buf, const char *text);
void buf_put_padding(struct buf *buf, char byte, size_t count);
void buf_putf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_putfv(struct buf *buf, const char *format, va_list args)
    PRINTF_LIKE(2, 0);

/* Decimal digits without printf: for lines that are made by the million. */
void buf_put_u64(struct buf *buf, unsigned long long number);

/* NUL-terminates in place and returns the text; cut to nothing when full. */
const char *buf_text(struct buf *buf);

static inline struct span
buf_span(const struct buf *buf)
{
	return span_make(buf->at, buf->len);
}

static inline void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->full = false;
}

static inline size_t
buf_room(const struct buf *buf)
{
	return buf->size - buf->len;
}

#endif
