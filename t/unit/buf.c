/* SPDX-License-Identifier: ISC */
/* The bounded text builder: nothing that was cut in the middle is in it. */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

static void
test_pieces(void)
{
	char storage[64];
	struct buf buf = BUF_OVER(storage);

	is_text(buf_text(&buf), "", "nothing was written yet");
	buf_put_text(&buf, "150");
	buf_put_char(&buf, ' ');
	buf_put_span(&buf, span_make("files", 4));
	buf_put_padding(&buf, '.', 3);
	buf_putf(&buf, "%03d%s", 7, "x");
	buf_put_u64(&buf, 42);
	buf_put_bytes(&buf, NULL, 0);
	is_text(buf_text(&buf), "150 file...007x42", "pieces add up");
	is_num((long long)buf.len, 17, "the NUL of buf_text is not counted");
	buf_put_text(&buf, "!");
	is_text(buf_text(&buf), "150 file...007x42!",
	    "writing goes on behind buf_text");
	ok(buf_span(&buf).at == storage && buf_span(&buf).len == buf.len,
	    "the span is what was written");
	buf_clear(&buf);
	is_text(buf_text(&buf), "", "cleared, it is empty");
}

/* Each row tries to put one piece of six bytes into `size` bytes. */
static void put_bytes(struct buf *buf) { buf_put_bytes(buf, "abcdef", 6); }
static void put_text(struct buf *buf) { buf_put_text(buf, "abcdef"); }
static void put_span(struct buf *buf) { buf_put_span(buf, span_of("abcdef")); }
static void put_padding(struct buf *buf) { buf_put_padding(buf, 'a', 6); }
static void put_format(struct buf *buf) { buf_putf(buf, "%s", "abcdef"); }
static void put_number(struct buf *buf) { buf_put_u64(buf, 123456); }

static const struct {
	const char *name;
	void (*put)(struct buf *buf);
	size_t least;		/* the smallest size that is enough */
} pieces[] = {
	{ "bytes", put_bytes, 6 },
	{ "a text", put_text, 6 },
	{ "a span", put_span, 6 },
	{ "padding", put_padding, 6 },
	{ "a formatted piece (with printf's NUL)", put_format, 7 },
	{ "a number", put_number, 6 },
};

/* The byte behind the ceiling must survive. */
static void
test_ceiling(void)
{
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		char storage[16];
		struct buf buf = { .at = storage };

		memset(storage, '#', sizeof(storage));
		buf.size = pieces[i].least;
		pieces[i].put(&buf);
		ok(!buf.full && buf.len == 6, "%s fits exactly",
		    pieces[i].name);
		ok(storage[7] == '#', "%s stays inside", pieces[i].name);

		buf_clear(&buf);
		memset(storage, '#', sizeof(storage));
		buf.size = pieces[i].least - 1;
		pieces[i].put(&buf);
		ok(buf.full && buf.len == 0,
		    "%s one byte too long is left out whole", pieces[i].name);
		ok(storage[buf.size] == '#', "%s too long stays inside",
		    pieces[i].name);
	}
}

static void
test_full_is_sticky(void)
{
	char storage[4];
	struct buf buf = BUF_OVER(storage);

	buf_put_text(&buf, "ab");
	buf_put_text(&buf, "cdefg");
	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		pieces[i].put(&buf);
	buf_put_char(&buf, 'c');
	ok(buf.full && buf.len == 2,
	    "after one piece that did not fit, none is taken");
	is_text(buf_text(&buf), "", "and the text is cut to nothing");
	buf_clear(&buf);
	ok(!buf.full && buf_room(&buf) == 4, "cleared, there is room again");
	buf_put_text(&buf, "abcd");
	ok(!buf.full && buf_room(&buf) == 0, "all bytes can be used");
	is_text(buf_text(&buf), "", "but a text needs one more for its NUL");
	ok(buf.full, "and says so");
}

static void
test_numbers(void)
{
	static const uint64_t numbers[] = {
		0, 9, 10, 99, 100, UINT32_MAX, INT64_MAX, UINT64_MAX,
	};

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		char ours[32], printfs[32];
		struct buf a = BUF_OVER(ours), b = BUF_OVER(printfs);

		buf_put_u64(&a, numbers[i]);
		buf_putf(&b, "%" PRIu64, numbers[i]);
		is_text(buf_text(&a), buf_text(&b), "%" PRIu64 " in digits",
		    numbers[i]);
	}
}

int
main(void)
{
	test_pieces();
	test_ceiling();
	test_full_is_sticky();
	test_numbers();
	return done_testing();
}
