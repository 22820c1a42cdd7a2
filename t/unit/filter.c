/* SPDX-License-Identifier: ISC */
/* deny_file and hide_file: every spelling of a name gets the same verdict. */
#include <string.h>

#include "broker/filter.h"
#include "session.h"
#include "tap.h"

static const struct {
	const char *pattern, *typed;
	bool want;
} denials[] = {
	{ NULL, "secret", false },
	{ "", "secret", false },
	/* One file in all its spellings. */
	{ "secret", "secret", true },
	{ "secret", "./secret", true },
	{ "secret", "/secret", true },
	{ "secret", "//secret", true },
	{ "secret", "secret/", true },
	{ "secret", "dir/../secret", true },
	{ "secret", "~/secret", true },
	{ "secret", "secret/below/it", true },
	{ "secret", "link", true },
	{ "secret", "dir/up/link", true },
	{ "secret", "link/not/there", true },
	{ "secret", "open", false },
	{ "secret", "dir", false },
	{ "secret", "dir/not/there", false },
	/* A pattern that is no word: the whole name has to match. */
	{ "s?cret", "secret", true },
	{ "s?cret", "./secret", true },
	{ "s?cret", "link", true },
	{ "s?cret", "secret/x", true },
	{ "s?cret", "mysecret", false },
	{ "*.mp3", "a.mp3.mp3", true },
	{ "*.mp3", "dir/a.mp3", true },
	{ "*.mp3", "a.mp33", false },
	{ "{*.mp3,*.mov,.private}", "dir/.private", true },
	{ "{*.mp3,*.mov,.private}", "dir/.private/x", true },
	{ "{*.mp3,*.mov,.private}", "x.mov", true },
	{ "{*.mp3,*.mov,.private}", "x.mov.txt", false },
	/* With directories. */
	{ "dir/*", "dir/x", true },
	{ "dir/*", "./dir/x", true },
	{ "dir/*", "dir//x", true },
	{ "dir/*", "x/../dir/x", true },
	{ "dir/*", "xdir/x", false },
	{ "/dir/x", "dir/x", true },
	{ "/dir/x", "dir/./x", true },
	{ "/dir/x", "to-dir/x", true },
	{ "/dir/x", "x", false },
	{ "/dir/x", "sub/dir/y", false },
	/* The new name of an upload need not exist. */
	{ "/dir/new", "to-dir/new", true },
	{ "/dir/new", "to-dir/other", false },
	{ "/nowhere/x", "dangling/x", true },
	/* Doubt is a no. */
	{ "absent", "loop", true },
	{ "absent", "loop/x", true },
};

static void
test_denials(void)
{
	for (size_t i = 0; i < COUNT_OF(denials); i++) {
		conf.deny_file = denials[i].pattern;
		is_num(filter_denies(&broker, span_of(denials[i].typed)),
		    denials[i].want, "deny_file=%s %s %s",
		    denials[i].pattern != NULL ? denials[i].pattern : "(none)",
		    denials[i].want ? "refuses" : "lets pass",
		    denials[i].typed);
	}
}

static void
test_working_directory(void)
{
	conf.deny_file = "/dir/*";
	memcpy(broker.place.cwd, "/dir", 5);
	ok(filter_denies(&broker, span_of("x")),
	    "a rule for a path counts inside of its directory");
	ok(!filter_denies(&broker, span_of("../open")),
	    "and not for what lies beside it");
	memcpy(broker.place.cwd, "/", 2);
}

/* A session that began in /home/ann, without a chroot. */
static const struct {
	const char *pattern, *typed;
	bool want;
} at_home[] = {
	/* The names above it are not the client's doing. */
	{ "home", "file", false },
	{ "home", "sub/file", false },
	{ "home", "/home/ann/file", false },
	{ "home", "/home/ann", false },
	{ "home", "~/file", false },
	{ "home", "../ann/file", false },
	{ "ann", ".", false },
	{ "*o*", "file", false },
	{ "?om?", "file", false },
	{ "{ann,bob}", "file", false },
	/* All that is not below it is judged whole. */
	{ "home", "..", true },
	{ "home", "/home", true },
	{ "home", "../bob/file", true },
	{ "home", "/home/ann/../bob", true },
	{ "home", "/home/anne", true },
	{ "etc", "/etc/passwd", true },
	{ "etc", "../../etc/passwd", true },
	{ "etc", "out/passwd", true },
	/* What is below it is judged as anywhere. */
	{ "secret", "secret", true },
	{ "secret", "/home/ann/secret/x", true },
	{ "home", "home/file", true },
	{ "home", "/home/ann/home/file", true },
	{ "*.mp3", "/home/ann/sub/a.mp3", true },
	{ "sub/*", "/home/ann/sub/x", true },
	{ "sub/*", "sub/x", true },
	/* A pattern with a path in it means that path. */
	{ "/home", "file", true },
	{ "/home/ann/sub/*", "sub/x", true },
	{ "/home/ann/sub/*", "file", false },
	{ "{*.mp3,/home/*/sub}", "sub", true },
	{ "{*.mp3,/home/*/sub}", "file", false },
	{ "{/home/*/sub,*.mp3}", "sub", true },
};

static void
test_at_home(void)
{
	make_directory("home");
	make_directory("home/ann");
	make_directory("home/ann/sub");
	make_directory("home/bob");
	make_directory("etc");
	make_link("/etc", "home/ann/out");
	memcpy(broker.place.home, "/home/ann", 10);
	memcpy(broker.place.cwd, "/home/ann", 10);
	for (size_t i = 0; i < COUNT_OF(at_home); i++) {
		conf.deny_file = at_home[i].pattern;
		is_num(filter_denies(&broker, span_of(at_home[i].typed)),
		    at_home[i].want, "at home in /home/ann, %s %s %s",
		    at_home[i].pattern,
		    at_home[i].want ? "refuses" : "lets pass",
		    at_home[i].typed);
	}
	memcpy(broker.place.home, "/", 2);
	memcpy(broker.place.cwd, "/", 2);
}

static void
test_doubt(void)
{
	char path[2 * PATH_MAX];

	conf.deny_file = "absent";
	memset(path, 'a', sizeof(path));
	ok(filter_denies(&broker, span_make(path, sizeof(path))),
	    "a path that is too long is refused");
	ok(filter_denies(&broker, span_make("a\0b", 3)),
	    "a path with a NUL is refused");
	for (size_t i = 1; i < sizeof(path); i += 2)
		path[i] = '/';
	ok(!filter_denies(&broker, span_make(path, 2000)),
	    "a path of a thousand components is not");
	conf.deny_file = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
	ok(filter_denies(&broker, span_make(path, 4000)),
	    "a question that costs too much is answered with no");
}

static const struct {
	const char *pattern, *directory, *name;
	bool want;
} hidings[] = {
	{ NULL, "/", "a", false },
	{ "{.*,*.bak}", "/", ".x", true },
	{ "{.*,*.bak}", "/", "a.bak", true },
	{ "{.*,*.bak}", "/", "a.back", false },
	{ "word", "/", "a word b", true },
	{ "dir", "/dir", "x", false },
	{ "/dir/x", "/dir", "x", true },
	{ "/dir/x", "/", "x", false },
	{ "/x", "/", "x", true },
	{ "{/dir/*,y}", "/dir", "z", true },
	{ "{/dir/*,y}", "/", "y", true },
	{ "{/dir/*,y}", "/", "z", false },
};

static void
test_hidings(void)
{
	static struct hide_rule rule;

	for (size_t i = 0; i < COUNT_OF(hidings); i++) {
		conf.hide_file = hidings[i].pattern;
		filter_prepare_hiding(&rule, &conf);
		is_num(filter_hides(&rule, span_of(hidings[i].directory),
		    span_of(hidings[i].name)), hidings[i].want,
		    "hide_file=%s %s %s in %s",
		    hidings[i].pattern != NULL ? hidings[i].pattern : "(none)",
		    hidings[i].want ? "hides" : "shows", hidings[i].name,
		    hidings[i].directory);
	}
}

static const struct {
	const char *typed, *want;
} directories[] = {
	{ ".", "/" },
	{ "/", "/" },
	{ "../..", "/" },
	{ "dir/", "/dir" },
	{ "to-dir/./x//y/..", "/dir/x" },
	{ "dir/up/to-dir", "/dir" },
	{ "dangling/x/../../../dir", "/dir" },
};

static void
test_directories(void)
{
	for (size_t i = 0; i < COUNT_OF(directories); i++) {
		char storage[PATH_MAX];
		struct buf path = BUF_OVER(storage);

		filter_put_plain(&path, &broker.place,
		    span_of(directories[i].typed));
		is_text(buf_text(&path), directories[i].want,
		    "the plain form of %s", directories[i].typed);
	}
}

int
main(void)
{
	session_make();
	make_file("secret");
	make_file("open");
	make_directory("dir");
	make_link("secret", "link");
	make_link("/dir", "to-dir");
	make_link("..", "dir/up");
	make_link("nowhere", "dangling");
	make_link("loop", "loop");
	test_denials();
	test_working_directory();
	test_at_home();
	test_doubt();
	test_hidings();
	test_directories();
	return done_testing();
}
