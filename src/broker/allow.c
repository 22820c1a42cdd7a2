/* SPDX-License-Identifier: ISC */
/* The only names that may be used: see allow.h. Broker, as the user. */
#include "broker/allow.h"

#include <limits.h>

#include "base/buf.h"
#include "broker/filter.h"
#include "broker/glob.h"

/* Looks at steps of the pattern, for all its alternatives. */
#define BUDGET 8000000

/* A question to a pattern. */
struct question {
	struct span path;	/* absolute and plain */
	struct span home;	/* where the session began */
	uint32_t budget;
};

static bool
matches(struct question *question, struct span pattern, struct span text)
{
	struct glob glob;

	glob_compile(&glob, pattern);
	return glob_match(&glob, text, &question->budget) == GLOB_YES;
}

static struct span
last_part(struct span path)
{
	size_t at = path.len;

	while (at > 0 && path.at[at - 1] != '/')
		at--;
	return span_from(path, at);
}

/* Nothing, which matches no pattern with a slash, if it is not below. */
static struct span
below_home(const struct question *question)
{
	size_t len = question->home.len;
	struct span rest;

	if (len == 1)		/* the root, which ends in "/" */
		return span_from(question->path, 1);
	rest = span_from(question->path, len);
	if (rest.len == 0 || rest.at[0] != '/' ||
	    !span_equal(span_first(question->path, len), question->home))
		return span_of("");
	return span_from(rest, 1);
}

static bool
has_slash(struct span pattern)
{
	bool in_braces = false;

	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.at[i] == '{')
			in_braces = true;
		else if (pattern.at[i] == '}')
			in_braces = false;
		else if (pattern.at[i] == '/' && !in_braces)
			return true;
	}
	return false;
}

static bool
allows(struct question *question, struct span pattern)
{
	if (!has_slash(pattern))
		return matches(question, pattern, last_part(question->path));
	return matches(question, pattern, question->path) ||
	    matches(question, pattern, below_home(question));
}

/* One of the texts that a pattern begins with, and what follows them all. */
static bool
allows_one(struct question *question, struct span text, struct span rest)
{
	char storage[GLOB_PATTERN_MAX];
	struct buf pattern = BUF_OVER(storage);

	buf_put_span(&pattern, text);
	buf_put_span(&pattern, rest);
	return !pattern.full && allows(question, buf_span(&pattern));
}

static bool
allows_any(struct question *question, struct span pattern)
{
	size_t end = span_find(pattern, '}');
	struct span texts, rest;
	bool is_last = false;

	if (!span_begins(pattern, "{") || end == pattern.len)
		return allows(question, pattern);
	texts = span_from(span_first(pattern, end), 1);
	rest = span_from(pattern, end + 1);
	/* "{a,}" has an empty text at its end. */
	while (!is_last) {
		is_last = span_find(texts, ',') == texts.len;
		if (allows_one(question, span_split(&texts, ','), rest))
			return true;
	}
	return false;
}

bool
allow_path(const char *pattern, const struct place *place, struct span typed)
{
	char storage[PATH_MAX];
	struct buf plain = BUF_OVER(storage);
	struct question question = {
		.home = span_of(place->home), .budget = BUDGET,
	};

	if (pattern == NULL || pattern[0] == '\0')
		return true;
	filter_put_plain(&plain, place, typed);
	question.path = buf_span(&plain);
	return !plain.full && allows_any(&question, span_of(pattern));
}
