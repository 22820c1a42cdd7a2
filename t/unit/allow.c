/* SPDX-License-Identifier: ISC */
/* upload_file and download_file: what they allow, in every spelling. */
#include <string.h>

#include "broker/allow.h"
#include "session.h"
#include "tap.h"

/* The session began in /home/ann, which is not its root. */
static const struct {
	const char *pattern, *typed;
	bool want;
} rows[] = {
	{ NULL, "anything", true },
	{ "", "anything", true },
	/* A name, wherever it is. */
	{ "*.jpg", "a.jpg", true },
	{ "*.jpg", "./in/../a.jpg", true },
	{ "*.jpg", "/home/ann/in/a.jpg", true },
	{ "*.jpg", "/srv/a.jpg", true },
	{ "*.jpg", "~/a.jpg", true },
	{ "*.jpg", "a.jpg/", true },
	{ "*.jpg", "a.jpg.exe", false },
	{ "*.jpg", "x.jpg/a.exe", false },
	{ "*.jpg", "", false },
	{ "a*", "a/evil", false },
	{ "a.jpg", "a.jpg.exe", false },
	{ "a[bc]", "ab", true },
	{ "a.{jpg,png}", "a.png", true },
	{ "a.{jpg,png}", "in/a.gif", false },
	/* A directory, from where the session began. */
	{ "in/*", "in/a", true },
	{ "in/*", "./in//a", true },
	{ "in/*", "/home/ann/in/a", true },
	{ "in/*", "~/in/a", true },
	{ "in/*", "in/deep/a", true },
	{ "in/*", "to-in/a", true },
	{ "in/*", "a", false },
	{ "in/*", "in/../a", false },
	{ "in/*", "deep/in/a", false },
	{ "in/*", "/in/a", false },
	{ "in/*", "/home/bob/in/a", false },
	{ "in/*", "/home/anne/in/a", false },
	{ "in/*", "in/out", false },
	{ "in/{a,b}", "in/b", true },
	{ "in/{a,b}", "in/c", false },
	{ "*/in/*", "deep/in/a", true },
	{ "*/in/*", "/in/a", true },
	/* A whole path. */
	{ "/srv/*", "/srv/a", true },
	{ "/srv/*", "../../srv/a", true },
	{ "/srv/*", "srv/a", false },
	{ "/home/ann/in/*", "in/a", true },
	{ "/home/ann/in/*", "a", false },
	/* Each of several by itself. */
	{ "{*.jpg,in/*}", "a.jpg", true },
	{ "{*.jpg,in/*}", "in/a.exe", true },
	{ "{*.jpg,in/*}", "a.exe", false },
	{ "{a*,in/*}", "a/evil", false },
	{ "{/srv/*,a}", "/srv/x", true },
	{ "{/srv/*,a}", "deep/a", true },
	{ "{/srv/*,a}", "b", false },
	{ "{a,b}.jpg", "deep/b.jpg", true },
	{ "{a,}.jpg", ".jpg", true },
	{ "{in,out}/*", "out/a", true },
	{ "{in,out}/*", "up/a", false },
	{ "{a,b", "{a,b", true },
	{ "x{a,b/c}", "xa", true },
	{ "x{a,b/c}", "deep/xa", true },
	/* The name behind a link counts, and what is not there yet. */
	{ "*.jpg", "link.jpg", false },
	{ "*.exe", "link.jpg", true },
	{ "*.jpg", "new/not/there.jpg", true },
	/* Doubt is a no. */
	{ "*", "loop", false },
};

static void
test_length(void)
{
	char path[2 * PATH_MAX];

	memset(path, 'a', sizeof(path));
	ok(!allow_path("*", &broker.place, span_make(path, sizeof(path))),
	    "a path that is too long is not allowed");
	for (size_t i = 1; i < sizeof(path); i += 2)
		path[i] = '/';
	ok(allow_path("*", &broker.place, span_make(path, 2001)),
	    "one of a thousand parts is");
}

int
main(void)
{
	session_make();
	make_directory("home");
	make_directory("home/ann");
	make_directory("home/ann/in");
	make_link("in", "home/ann/to-in");
	make_link("../a", "home/ann/in/out");
	make_link("evil.exe", "home/ann/link.jpg");
	make_link("loop", "home/ann/loop");
	memcpy(broker.place.home, "/home/ann", 10);
	memcpy(broker.place.cwd, "/home/ann", 10);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		is_num(allow_path(rows[i].pattern, &broker.place,
		    span_of(rows[i].typed)), rows[i].want, "%s %s %s",
		    rows[i].pattern != NULL ? rows[i].pattern : "(none)",
		    rows[i].want ? "allows" : "refuses", rows[i].typed);
	test_length();
	return done_testing();
}
