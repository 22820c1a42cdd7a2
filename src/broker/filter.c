/* SPDX-License-Identifier: ISC */
/*
 * deny_file and hide_file: see filter.h. Broker, as the user, in the jail.
 * The client chooses the spelling of a path, and may have made the symbolic
 * links in it; neither may get it past a rule (CVE-2015-1419).
 */
#include "broker/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

/* As many as the kernel follows in one path. */
#define LINKS_MAX 40

/* Looks at steps of a pattern, for all spellings of a path. */
#define DENY_BUDGET 8000000

/* For a listing, and what each name and each byte of it adds: more than any
 * pattern needs that somebody has thought about. The others end up hiding
 * everything. */
#define HIDE_BUDGET 4000000
#define HIDE_BUDGET_PER_NAME 500
#define HIDE_BUDGET_PER_BYTE 16

/* Spellings ---------------------------------------------------------------- */

/* A path on its way to the plain form, component by component. */
struct spelling {
	const struct place *place;
	struct buf *done;		/* plain already */
	unsigned links;
	size_t at;			/* where the rest begins in `rest` */
	char rest[2 * PATH_MAX]; /* its end is fixed; targets go before */
};

static int
spelling_push(struct spelling *spelling, struct span text)
{
	if (text.len + 1 > spelling->at) {
		errno = ENAMETOOLONG;
		return -1;
	}
	spelling->rest[--spelling->at] = '/';
	spelling->at -= text.len;
	memcpy(spelling->rest + spelling->at, text.at, text.len);
	return 0;
}

static bool
spelling_next(struct spelling *spelling, struct span *component_out)
{
	struct span rest = span_make(spelling->rest + spelling->at,
	    sizeof(spelling->rest) - spelling->at);

	if (rest.len == 0)
		return false;
	*component_out = span_split(&rest, '/');
	spelling->at = sizeof(spelling->rest) - rest.len;
	return true;
}

static void
drop_last(struct buf *path)
{
	while (path->len > 0 && path->at[--path->len] != '/')
		;
}

/* Length of the link's target, 0 if it is no link; -1 with errno. */
static ssize_t
read_link(const struct place *place, struct span path, char *target,
    size_t size)
{
	int fd = path_open(place, path, O_PATH | O_NOFOLLOW);
	ssize_t len;

	if (fd == NO_FD)
		return -1;
	len = readlinkat(fd, "", target, size);
	/* What the kernel says of anything that is not a link. */
	if (len == -1 && (errno == ENOENT || errno == EINVAL))
		len = 0;
	fd_close(&fd);
	return len;
}

/*
 * The last component of `done` is new: if it is a link, the target takes its
 * place. *missing_out: nothing of that name exists. -1: nobody can tell.
 */
static int
follow(struct spelling *spelling, size_t parent_len, bool *missing_out)
{
	char target[PATH_MAX];
	ssize_t len = read_link(spelling->place, buf_span(spelling->done),
	    target, sizeof(target));

	*missing_out = len == -1 && (errno == ENOENT || errno == ENOTDIR);
	if (len <= 0)
		return len == 0 || *missing_out ? 0 : -1;
	if (++spelling->links > LINKS_MAX) {
		errno = ELOOP;
		return -1;
	}
	spelling->done->len = target[0] == '/' ? 0 : parent_len;
	return spelling_push(spelling, span_make(target, (size_t)len));
}

/*
 * Writes the plain form of an absolute path. Links are replaced as far as the
 * path exists, or not at all when place is NULL. -1 when it cannot be known.
 */
static int
put_plain_form(struct buf *out, const struct place *place,
    struct span absolute)
{
	struct spelling spelling = {
		.place = place, .done = out, .at = sizeof(spelling.rest),
	};
	bool missing = place == NULL;
	struct span component;

	if (spelling_push(&spelling, absolute) == -1)
		return -1;
	while (spelling_next(&spelling, &component)) {
		size_t parent_len = out->len;

		if (component.len == 0 || span_is(component, "."))
			continue;
		if (span_is(component, "..")) {
			drop_last(out);
			missing = place == NULL;
			continue;
		}
		buf_put_char(out, '/');
		buf_put_span(out, component);
		if (!missing && follow(&spelling, parent_len, &missing) == -1)
			return -1;
	}
	if (out->len == 0)
		buf_put_char(out, '/');
	return out->full ? -1 : 0;
}

/* Rules -------------------------------------------------------------------- */

/* A pattern that is too hard to decide counts as a match. */
static bool
matches(const struct glob *glob, struct span text, uint32_t *budget)
{
	return glob_match(glob, text, budget) != GLOB_NO;
}

static bool
occurs_in(const struct glob *glob, struct span text)
{
	return memmem(text.at, text.len, glob->pattern.at,
	    glob->pattern.len) != NULL;
}

/* The text, the text from each component on, or one component alone. */
static bool
hits_spelling(const struct glob *glob, struct span text, uint32_t *budget)
{
	struct span rest = text;

	if (occurs_in(glob, text) || matches(glob, text, budget))
		return true;
	while (rest.len > 0) {
		struct span from_here = rest;
		struct span component = span_split(&rest, '/');

		if (component.len > 0 && (matches(glob, component, budget) ||
		    matches(glob, from_here, budget)))
			return true;
	}
	return false;
}

/* Has the pattern an alternative that is an absolute path? */
static bool
sees_whole_path(const char *pattern)
{
	return pattern[0] == '/' || strstr(pattern, "{/") != NULL ||
	    strstr(pattern, ",/") != NULL;
}

/* A question to deny_file. */
struct denial {
	struct glob glob;
	const struct place *place;
	bool sees_whole_path;
	uint32_t budget;
};

/*
 * What of a path can be held against the client: where the session began is no
 * doing of its own, or "home" would deny everything in /home/ann to ann. The
 * slash after it stays.
 */
static struct span
below_home(const struct denial *denial, struct span path)
{
	struct span home = span_of(denial->place->home);
	struct span rest = span_from(path, home.len);

	if (denial->sees_whole_path || home.len <= 1 ||
	    !span_equal(span_first(path, home.len), home) ||
	    (rest.len > 0 && rest.at[0] != '/'))
		return path;
	return rest;
}

static bool
hits(struct denial *denial, struct span text)
{
	return hits_spelling(&denial->glob, below_home(denial, text),
	    &denial->budget);
}

/* Any spelling of a path whose absolute text is known. */
static bool
hits_path(struct denial *denial, struct span absolute)
{
	char storage[PATH_MAX];
	struct buf plain = BUF_OVER(storage);

	if (put_plain_form(&plain, NULL, absolute) == -1 ||
	    hits(denial, buf_span(&plain)))
		return true;
	buf_clear(&plain);
	return put_plain_form(&plain, denial->place, absolute) == -1 ||
	    hits(denial, buf_span(&plain));
}

static bool
denies(const char *pattern, const struct place *place, struct span typed)
{
	struct denial denial = {
		.place = place, .budget = DENY_BUDGET,
		.sees_whole_path = sees_whole_path(pattern),
	};
	char storage[PATH_MAX];
	struct buf absolute = BUF_OVER(storage);

	glob_compile(&denial.glob, span_of(pattern));
	if (hits(&denial, typed))
		return true;
	path_put_absolute(&absolute, place, typed);
	return absolute.full || hits_path(&denial, buf_span(&absolute));
}

static bool
is_set(const char *pattern)
{
	return pattern != NULL && pattern[0] != '\0';
}

bool
filter_denies(const struct broker *broker, struct span typed)
{
	const char *pattern = broker->conf->deny_file;

	return is_set(pattern) && denies(pattern, &broker->place, typed);
}

void
filter_prepare_hiding(struct hide_rule *rule, const struct conf *conf)
{
	rule->is_set = is_set(conf->hide_file);
	rule->sees_path = false;
	rule->budget = HIDE_BUDGET;
	if (!rule->is_set)
		return;
	rule->sees_path = strchr(conf->hide_file, '/') != NULL;
	glob_compile(&rule->glob, span_of(conf->hide_file));
}

void
filter_put_plain(struct buf *out, const struct place *place,
    struct span typed)
{
	char storage[PATH_MAX];
	struct buf absolute = BUF_OVER(storage);

	path_put_absolute(&absolute, place, typed);
	if (absolute.full ||
	    put_plain_form(out, place, buf_span(&absolute)) == -1)
		out->full = true;
}

static bool
hides_path(const struct glob *glob, struct span directory, struct span name,
    uint32_t *budget)
{
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);

	buf_put_span(&path, directory);
	if (directory.len != 1)		/* not the root, which ends in "/" */
		buf_put_char(&path, '/');
	buf_put_span(&path, name);
	return path.full || matches(glob, buf_span(&path), budget);
}

bool
filter_hides(struct hide_rule *rule, struct span directory, struct span name)
{
	if (!rule->is_set)
		return false;
	if (rule->budget < HIDE_BUDGET)
		rule->budget += HIDE_BUDGET_PER_NAME +
		    HIDE_BUDGET_PER_BYTE * (uint32_t)name.len;
	return occurs_in(&rule->glob, name) ||
	    matches(&rule->glob, name, &rule->budget) || (rule->sees_path &&
	    hides_path(&rule->glob, directory, name, &rule->budget));
}
