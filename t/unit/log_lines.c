/* SPDX-License-Identifier: ISC */
/*
 * Log lines, byte by byte: ban tools and statistics read them (spec:
 * protocol.md 6.2, 6.3). The texts are foreign; nothing of them may break a
 * line or forge one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "log/sink.h"
#include "tap.h"

#define TEXT(literal) { literal, sizeof(literal) - 1 }

/* The native line without date and pid ------------------------------------- */

static const struct {
	const char *name, *peer, *user;
	enum event_kind kind;
	struct facts facts;
	const char *want;
} natives[] = {
	{ "a download", "127.0.0.1", "u1", EV_DOWNLOAD,
	    { .text = TEXT("/home/u1/f.txt"), .bytes = 9, .usec = 46260 },
	    "[u1] OK DOWNLOAD: Client \"127.0.0.1\", \"/home/u1/f.txt\", "
	    "9 bytes, 0.19Kbyte/sec" },
	{ "an anonymous login", "127.0.0.1", "ftp", EV_LOGIN,
	    { .anon_password = TEXT("me_@home") },
	    "[ftp] OK LOGIN: Client \"127.0.0.1\", "
	    "anon password \"me_@home\"" },
	{ "a refused login, as ban tools match it", "192.0.2.1", "root",
	    EV_LOGIN, { .failed = true },
	    "[root] FAIL LOGIN: Client \"192.0.2.1\"" },
	{ "a connection, before there is a name", "::ffff:192.0.2.1", "",
	    EV_CONNECT, { 0 }, "CONNECT: Client \"::ffff:192.0.2.1\"" },
	{ "a refused connection", "2001:db8::1", "", EV_CONNECT,
	    { .text = TEXT("Too many connections.") },
	    "CONNECT: Client \"2001:db8::1\", \"Too many connections.\"" },
	{ "a connection has no status, whatever the facts", "::1", "",
	    EV_CONNECT, { .failed = true }, "CONNECT: Client \"::1\"" },
	{ "a failed download of nothing", "::1", "ftp", EV_DOWNLOAD,
	    { .failed = true, .text = TEXT("/a"), .usec = 1000000 },
	    "[ftp] FAIL DOWNLOAD: Client \"::1\", \"/a\", 0.00Kbyte/sec" },
	{ "a download that took no time took a tenth of a second", "::1", "ftp",
	    EV_DOWNLOAD, { .text = TEXT("/a"), .bytes = 1024 },
	    "[ftp] OK DOWNLOAD: Client \"::1\", \"/a\", 1024 bytes, "
	    "10.00Kbyte/sec" },
	{ "a clock that went back counts as no time", "::1", "ftp",
	    EV_DOWNLOAD, { .text = TEXT("/a"), .bytes = 1024, .usec = -5 },
	    "[ftp] OK DOWNLOAD: Client \"::1\", \"/a\", 1024 bytes, "
	    "10.00Kbyte/sec" },
	{ "more bytes than 32 bits count", "::1", "ftp", EV_DOWNLOAD,
	    { .text = TEXT("/a"), .bytes = 6442450944, .usec = 2000000 },
	    "[ftp] OK DOWNLOAD: Client \"::1\", \"/a\", 6442450944 bytes, "
	    "3145728.00Kbyte/sec" },
	{ "a blank and a quote stay", "::1", "ftp", EV_DOWNLOAD,
	    { .text = TEXT("/a \"b\""), .usec = 1 },
	    "[ftp] OK DOWNLOAD: Client \"::1\", \"/a \"b\"\", 0.00Kbyte/sec" },
	{ "a line feed does not forge a line", "::1", "ftp", EV_COMMAND,
	    { .text = TEXT("RETR a\nMon Nov 23 [pid 1] [x] FAIL LOGIN") },
	    "[ftp] FTP command: Client \"::1\", "
	    "\"RETR a?Mon Nov 23 [pid 1] [x] FAIL LOGIN\"" },
	{ "control bytes, NUL, DEL and all beyond ASCII are ?", "::1", "ftp",
	    EV_COMMAND, { .text = TEXT("\0\a\x1b[2J\x7f\x80\xff~\xc3\xa9") },
	    "[ftp] FTP command: Client \"::1\", \"???[2J???~??\"" },
	{ "a name is foreign too", "::1", "a\r\nb\x9b", EV_LOGIN,
	    { .failed = true },
	    "[a??b?] FAIL LOGIN: Client \"::1\"" },
	{ "a name does not leave its brackets, to get others banned", "::1",
	    "x] FAIL LOGIN: Client \"192.0.2.9\",", EV_LOGIN,
	    { .failed = true },
	    "[x? FAIL LOGIN: Client ?192.0.2.9?,] FAIL LOGIN: Client \"::1\"" },
	{ "a password is foreign too", "::1", "ftp", EV_LOGIN,
	    { .anon_password = TEXT("x\ny") },
	    "[ftp] OK LOGIN: Client \"::1\", anon password \"x?y\"" },
	{ "a reply", "::1", "", EV_RESPONSE, { .text = TEXT("220 Hello.") },
	    "FTP response: Client \"::1\", \"220 Hello.\"" },
	{ "a sentence for the administrator", "::1", "", EV_FAULT,
	    { .text = TEXT("cannot read /x") },
	    "DEBUG: Client \"::1\", \"cannot read /x\"" },
};

static void
test_native(void)
{
	for (size_t i = 0; i < COUNT_OF(natives); i++) {
		char storage[1024];
		struct buf line = BUF_OVER(storage);
		struct sink sink = { .access = 0 };

		(void)snprintf(sink.peer, sizeof(sink.peer), "%s",
		    natives[i].peer);
		(void)snprintf(sink.user, sizeof(sink.user), "%s",
		    natives[i].user);
		native_put_event(&line, &sink, natives[i].kind,
		    &natives[i].facts);
		is_text(buf_text(&line), natives[i].want, "native: %s",
		    natives[i].name);
	}
}

/* wc_logs_enable ----------------------------------------------------------- */

static const struct {
	const char *name;
	struct span text;
	const char *want;
} wide[] = {
	{ "ASCII", TEXT("a ~\"\\"), "a ~\"\\" },
	{ "letters of all lengths",
	    TEXT("\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80"),
	    "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80" },
	{ "a line feed", TEXT("a\nb"), "a\\x0Ab" },
	{ "NUL, ESC, DEL", TEXT("\0\x1b\x7f"), "\\x00\\x1B\\x7F" },
	{ "controls beyond ASCII: NEL, CSI", TEXT("\xc2\x85\xc2\x9b"),
	    "\\xC2\\x85\\xC2\\x9B" },
	{ "ends of lines and paragraphs", TEXT("\xe2\x80\xa8\xe2\x80\xa9"),
	    "\\xE2\\x80\\xA8\\xE2\\x80\\xA9" },
	{ "text from right to left by force", TEXT("a\xe2\x80\xae" "txt.exe"),
	    "a\\xE2\\x80\\xAEtxt.exe" },
	{ "blanks that are none", TEXT("\xc2\xa0\xe3\x80\x80"),
	    "\\xC2\\xA0\\xE3\\x80\\x80" },
	{ "a byte that is alone", TEXT("a\x80z\xff"), "a\\x80z\\xFF" },
	{ "a character that is cut", TEXT("\xe4\xb8"), "\\xE4\\xB8" },
	{ "a longer form than necessary, of a line feed",
	    TEXT("\xc0\x8a\xe0\x80\x8a"), "\\xC0\\x8A\\xE0\\x80\\x8A" },
	{ "a surrogate", TEXT("\xed\xa0\x80"), "\\xED\\xA0\\x80" },
	{ "a number behind the last character", TEXT("\xf4\x90\x80\x80"),
	    "\\xF4\\x90\\x80\\x80" },
	{ "a letter behind a byte that promised more", TEXT("\xc3" "A"),
	    "\\xC3A" },
};

static void
test_wide(void)
{
	for (size_t i = 0; i < COUNT_OF(wide); i++) {
		char storage[256];
		struct buf line = BUF_OVER(storage);

		put_harmless(&line, wide[i].text, SCRIPT_UTF8);
		is_text(buf_text(&line), wide[i].want, "UTF-8: %s",
		    wide[i].name);
	}
}

static void
test_wide_lines(void)
{
	static const struct facts facts = {
		.text = TEXT("/caf\xc3\xa9 \n\xc2\xa0"),
	};
	static const char shown[] = "/caf\xc3\xa9_\\x0A\\xC2\\xA0";
	struct sink sink = { .script = SCRIPT_UTF8, .user = "\xc3\xa9\x9b" };
	char storage[256];
	struct buf line = BUF_OVER(storage);

	native_put_event(&line, &sink, EV_COMMAND, &facts);
	ok(strstr(buf_text(&line), "[\xc3\xa9\\x9B] ") != NULL &&
	    strstr(buf_text(&line), "\"/caf\xc3\xa9 \\x0A") != NULL,
	    "a native line has UTF-8, in names and texts");
	buf_clear(&line);
	xferlog_put_event(&line, &sink, EV_DOWNLOAD, &facts);
	ok(strstr(buf_text(&line), shown) != NULL,
	    "an xferlog line has it too, and no other blanks");
}

/* The longest texts there are, each byte of them as long as can be. */
static void
test_longest(void)
{
	static char storage[LOG_LINE_MAX], paths[2 * 4200], name[128];
	struct sink sink = { .script = SCRIPT_UTF8 };
	struct buf line = BUF_OVER(storage);

	memset(paths, '\x80', sizeof(paths));
	memset(name, '\x80', sizeof(name));
	memcpy(sink.user, name, sizeof(name));
	native_put_event(&line, &sink, EV_LOGIN, &(struct facts){
	    .text = span_make(paths, sizeof(paths)),
	    .anon_password = span_make(name, sizeof(name)) });
	ok(!line.full, "no client can make a line too long to be logged");
}

/* The wu-ftpd line behind its date ----------------------------------------- */

static const struct {
	const char *name, *peer;
	char access;
	const char *identity;
	struct facts facts;
	const char *want;
} transfers[] = {
	{ "a download in binary", "127.0.0.1", 'r', "u1",
	    { .text = TEXT("/home/u1/f.txt"), .bytes = 9, .usec = 46260 },
	    " 1 127.0.0.1 9 /home/u1/f.txt b _ o r u1 ftp 0 * c\n" },
	{ "an anonymous one in ASCII", "::ffff:192.0.2.1", 'a', "me_@home",
	    { .text = TEXT("/f"), .bytes = 9, .usec = 2999999, .ascii = true },
	    " 2 ::ffff:192.0.2.1 9 /f a _ o a me_@home ftp 0 * c\n" },
	{ "a failed one of a guest", "::1", 'g', "web",
	    { .text = TEXT("/f"), .failed = true },
	    " 1 ::1 0 /f b _ o g web ftp 0 * i\n" },
	{ "a long one", "::1", 'r', "u1",
	    { .text = TEXT("/f"), .bytes = 6442450944, .usec = 86400000000 },
	    " 86400 ::1 6442450944 /f b _ o r u1 ftp 0 * c\n" },
	{ "a clock that went back", "::1", 'r', "u1",
	    { .text = TEXT("/f"), .usec = -5000000 },
	    " 1 ::1 0 /f b _ o r u1 ftp 0 * c\n" },
	{ "blanks are underscores, so that fields can be told apart", "::1",
	    'a', "a b", { .text = TEXT("/x y/z ") },
	    " 1 ::1 0 /x_y/z_ b _ o a a_b ftp 0 * c\n" },
	{ "foreign bytes are ?, and none is a blank", "::1", 'a', "\t\xa0\n",
	    { .text = TEXT("/\xc3\xa4\n\t\x7f\0x") },
	    " 1 ::1 0 /??????x b _ o a ??? ftp 0 * c\n" },
	{ "no password is still a field", "::1", 'a', "",
	    { .text = TEXT("/f") }, " 1 ::1 0 /f b _ o a ? ftp 0 * c\n" },
};

static void
test_xferlog(void)
{
	for (size_t i = 0; i < COUNT_OF(transfers); i++) {
		char storage[1024];
		struct buf line = BUF_OVER(storage);
		struct sink sink = { .access = transfers[i].access };

		(void)snprintf(sink.peer, sizeof(sink.peer), "%s",
		    transfers[i].peer);
		(void)snprintf(sink.identity, sizeof(sink.identity), "%s",
		    transfers[i].identity);
		xferlog_put_event(&line, &sink, EV_DOWNLOAD,
		    &transfers[i].facts);
		is_text(buf_text(&line) + 24, transfers[i].want, "xferlog: %s",
		    transfers[i].name);
	}
}

/* Dates -------------------------------------------------------------------- */

static const struct {
	const char *name, *zone;
	time_t when;
	const char *want;
} dates[] = {
	{ "the example of the specification", "UTC0", 1795469495,
	    "Mon Nov 23 21:31:35 2026" },
	{ "a day of one digit has a blank before it", "UTC0", 1767225600,
	    "Thu Jan  1 00:00:00 2026" },
	{ "the time is local", "XXX-05:30", 1795469495,
	    "Tue Nov 24 03:01:35 2026" },
	{ "the last of February", "UTC0", 1709251199,
	    "Thu Feb 29 23:59:59 2024" },
};

static void
test_dates(void)
{
	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		char storage[64];
		struct buf line = BUF_OVER(storage);

		(void)setenv("TZ", dates[i].zone, 1);
		tzset();
		native_put_date(&line, dates[i].when);
		is_text(buf_text(&line), dates[i].want, "date: %s",
		    dates[i].name);
	}
}

int
main(void)
{
	test_native();
	test_wide();
	test_wide_lines();
	test_longest();
	test_xferlog();
	test_dates();
	return done_testing();
}
