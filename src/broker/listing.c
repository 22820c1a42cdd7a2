/* SPDX-License-Identifier: ISC */
/*
 * LIST, NLST and STAT: see listing.h. Broker, as the user, in the jail. The
 * argument comes from the client, names and links from whoever made them.
 */
#include "broker/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "broker/filter.h"
#include "broker/line.h"
#include "broker/patience.h"
#include "broker/walk.h"
#include "log/event.h"

/* Output goes out in blocks of this size, and a line is never cut. */
#define BLOCK_SIZE ((size_t)64 * 1024)
/* A prefix of all levels, a name and a link target, with room to spare. */
#define LINE_ROOM ((size_t)32 * 1024)

/* Directories below each other; each costs a descriptor while it is open. */
#define LEVELS_MAX 64

/* Reading the argument ----------------------------------------------------- */

static void
read_letters(struct listing *listing, struct span letters, bool may_recurse)
{
	for (size_t i = 0; i < letters.len; i++) {
		switch (letters.at[i]) {
		case 'a':
			listing->all = true;
			break;
		case 'l':
			listing->long_form = true;
			break;
		case 't':
			listing->by_time = true;
			break;
		case 'r':
			listing->reverse = true;
			break;
		case 'R':
			listing->recurse = may_recurse;
			break;
		case 'F':
			listing->classify = true;
			break;
		default:	/* clients send what their ls(1) knows */
			break;
		}
	}
}

/* Takes "-letters " off the front. What follows may hold spaces and "-". */
static void
take_options(struct listing *listing, struct span *argument, bool may_recurse)
{
	if (argument->len > 0 && argument->at[0] == '-')
		read_letters(listing, span_split(argument, ' '), may_recurse);
}

/*
 * A copy in the arena, since the message will not last; "~" is replaced, which
 * shows in the names of NLST. -1 with errno.
 */
static int
keep_path(struct broker *broker, struct span typed, struct span *path_out)
{
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);
	const char *copy;

	path_put_expanded(&path, &broker->place, typed);
	copy = path.full ? NULL
	    : arena_copy(&broker->listing, buf_span(&path));
	if (copy == NULL) {
		errno = path.full ? ENAMETOOLONG : ENOMEM;
		return -1;
	}
	*path_out = span_make(copy, path.len);
	return 0;
}

/* Opening ------------------------------------------------------------------ */

/* anon_world_readable_only: the directory's own other-read bit decides. */
static bool
may_read(const struct broker *broker, int dir)
{
	struct stat facts;

	if (!broker->anonymous || !broker->conf->anon_world_readable_only)
		return true;
	return fstat(dir, &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
}

static int
open_directory(const struct broker *broker, struct span path)
{
	return path_open(&broker->place, path, O_RDONLY | O_DIRECTORY);
}

/* The machine's, and no word about the path. */
static bool
is_fault(int error)
{
	return error == EIO || error == ENOMEM || error == ENFILE ||
	    error == EMFILE;
}

/* The last component is a filter unless the whole is a directory. */
static void
open_argument(const struct broker *broker, struct span path,
    struct listing *listing)
{
	size_t slash = path.len;

	listing->heading = path;
	listing->dir = open_directory(broker, path);
	if (listing->dir != NO_FD || is_fault(errno))
		return;
	while (slash > 0 && path.at[slash - 1] != '/')
		slash--;
	listing->filter = span_from(path, slash);
	if (slash == 0)
		listing->heading = span_of(".");
	else
		listing->heading = span_first(path, slash > 1 ? slash - 1 : 1);
	listing->dir = open_directory(broker, listing->heading);
}

enum refusal
listing_open(struct broker *broker, struct span argument, unsigned style,
    struct listing *listing_out)
{
	struct span path;

	*listing_out = (struct listing){
		.dir = NO_FD,
		.long_form = (style & STYLE_LONG) != 0,
		.all = (style & STYLE_ALL) != 0,
	};
	take_options(listing_out, &argument, broker->conf->ls_recurse_enable);
	if (argument.len > 0 && filter_denies(broker, argument))
		return REFUSED_DENIED;
	if (keep_path(broker, argument.len > 0 ? argument : span_of("."),
	    &path) == -1)
		return REFUSED_FAILED;
	open_argument(broker, path, listing_out);
	if (listing_out->dir != NO_FD && !may_read(broker, listing_out->dir))
		fd_close(&listing_out->dir);
	return GRANTED;
}

/* Streaming ---------------------------------------------------------------- */

struct stream {
	struct broker *broker;
	const struct listing *listing;
	struct walk walk;
	struct glob *filter;
	struct hide_rule *hidden;
	struct line_style style;
	struct buf out;
	int pipe;
	unsigned level;
	bool is_too_deep;
	bool is_over;		/* the reader has gone */
};

/* A pipe that does not block is full until the client has taken something. */
static int
write_some(struct stream *stream, struct span *bytes)
{
	ssize_t written = write(stream->pipe, bytes->at, bytes->len);

	if (written >= 0)
		*bytes = span_from(*bytes, (size_t)written);
	else if (errno == EAGAIN)
		return patience_wait(stream->broker, stream->pipe, POLLOUT,
		    (struct deadline){ 0 }) == GRANTED ? 0 : -1;
	else if (errno != EINTR)
		return -1;
	return 0;
}

static void
flush(struct stream *stream)
{
	struct span bytes = buf_span(&stream->out);

	while (!stream->is_over && bytes.len > 0)
		stream->is_over = write_some(stream, &bytes) == -1;
	/* Not that nobody reads, which the engine knows. */
	if (stream->is_over && errno != EPIPE)
		stream->walk.error = errno;
	buf_clear(&stream->out);
}

/* After each line: what is in the buffer goes out once it is a block. */
static void
line_done(struct stream *stream)
{
	if (stream->out.len >= BLOCK_SIZE)
		flush(stream);
}

static struct span
link_target(int dir, const struct entry *entry, char *storage, size_t size)
{
	ssize_t len = entry->type == DT_LNK ?
	    readlinkat(dir, entry->name, storage, size) : 0;

	return span_make(storage, len > 0 ? (size_t)len : 0);
}

static void
put_long(struct stream *stream, int dir, struct entry *entry)
{
	char storage[PATH_MAX];
	struct node node;

	if (walk_stat(dir, entry, &node) == -1)
		return;
	line_put_long(&stream->out, &stream->style, entry, &node,
	    link_target(dir, entry, storage, sizeof(storage)));
}

/* The directory as the client named it, so that the names can be sent back. */
static void
put_short(struct stream *stream, int dir, struct entry *entry,
    struct span heading)
{
	struct node node;

	/* Not all file systems tell the type with the name. */
	if (stream->listing->classify && entry->type == DT_UNKNOWN &&
	    walk_stat(dir, entry, &node) == -1)
		return;
	if (!span_is(heading, ".")) {
		line_put_name(&stream->out, heading);
		if (heading.at[heading.len - 1] != '/')
			buf_put_char(&stream->out, '/');
	}
	line_put_short(&stream->out, &stream->style, entry);
}

static void
put_heading(struct stream *stream, struct span heading)
{
	if (!stream->listing->recurse)
		return;
	if (stream->level > 0)
		buf_put_text(&stream->out, "\r\n");
	line_put_name(&stream->out, heading);
	buf_put_text(&stream->out, ":\r\n");
	line_done(stream);
}

static struct entry *
list_names(struct stream *stream, int dir, struct span heading)
{
	char storage[PATH_MAX];
	struct buf path = BUF_OVER(storage);
	struct entry *names;

	put_heading(stream, heading);
	if (stream->hidden->sees_path)
		filter_put_plain(&path, &stream->broker->place, heading);
	if (path.full)
		return NULL;	/* cannot be told from a hidden one */
	names = walk_read(&stream->walk, dir, buf_span(&path));
	for (struct entry *e = names; e != NULL && !stream->is_over;
	    e = e->next) {
		if (stream->listing->long_form)
			put_long(stream, dir, e);
		else
			put_short(stream, dir, e, heading);
		line_done(stream);
	}
	return names;
}

/* Recursion ---------------------------------------------------------------- */

static bool
may_descend(const struct entry *entry)
{
	struct span name = span_make(entry->name, entry->len);

	return (entry->type == DT_DIR || entry->type == DT_UNKNOWN) &&
	    !span_is(name, ".") && !span_is(name, "..");
}

/* "parent/name", as it will be in the heading; empty: no memory left. */
static struct span
join(struct arena *arena, struct span parent, const struct entry *entry)
{
	size_t len = parent.len + 1 + entry->len;
	struct buf text = { .at = arena_get_bytes(arena, len), .size = len };

	if (text.at == NULL)
		return span_of("");
	buf_put_span(&text, parent);
	buf_put_char(&text, '/');
	buf_put_bytes(&text, entry->name, entry->len);
	return buf_span(&text);
}

/* The open directory, or NO_FD for what is none, is denied or unreadable. */
static int
open_below(const struct stream *stream, int dir, const struct entry *entry,
    struct span heading)
{
	int below;

	if (filter_denies(stream->broker, heading))
		return NO_FD;
	below = walk_open_below(dir, entry);
	if (below != NO_FD && !may_read(stream->broker, below))
		fd_close(&below);
	return below;
}

static void list_tree(struct stream *stream, int dir, struct span heading);

static void
list_below(struct stream *stream, int dir, struct span heading,
    const struct entry *entry)
{
	struct span below_heading = join(&stream->broker->listing, heading,
	    entry);
	int below = NO_FD;

	stream->walk.was_cut |= below_heading.len == 0;
	stream->is_too_deep |= stream->level == LEVELS_MAX;
	if (below_heading.len > 0 && stream->level < LEVELS_MAX)
		below = open_below(stream, dir, entry, below_heading);
	if (below != NO_FD)
		list_tree(stream, below, below_heading);
	fd_close(&below);
}

/* The directory and, before the next one beside it, all that is below it. */
static void
list_tree(struct stream *stream, int dir, struct span heading)
{
	struct arena *arena = &stream->broker->listing;
	struct entry *entry = list_names(stream, dir, heading);

	if (!stream->listing->recurse)
		return;
	stream->level++;
	for (; entry != NULL && !stream->is_over; entry = entry->next) {
		size_t used = arena->used;

		if (may_descend(entry))
			list_below(stream, dir, heading, entry);
		arena->used = used;	/* the names below are done with */
	}
	stream->level--;
}

/* Beginning and end -------------------------------------------------------- */

static struct walk_rules
rules_of(const struct stream *stream)
{
	const struct listing *listing = stream->listing;
	bool all = listing->all || span_begins(listing->filter, ".");

	return (struct walk_rules){
		.filter = listing->filter.len > 0 ? stream->filter : NULL,
		.hidden = stream->hidden,
		.dot_names = all || stream->broker->conf->force_dot_files,
		.dot_and_dotdot = all,
		.by_time = listing->by_time,
		.reverse = listing->reverse,
	};
}

/* -1 when the arena is too small even for the buffers. */
static int
stream_init(struct stream *stream, struct broker *broker)
{
	struct arena *arena = &broker->listing;
	const struct conf *conf = broker->conf;
	struct walk_rules rules;

	stream->broker = broker;
	stream->filter = arena_get(arena, sizeof(*stream->filter));
	stream->hidden = arena_get(arena, sizeof(*stream->hidden));
	stream->out.size = BLOCK_SIZE + LINE_ROOM;
	stream->out.at = arena_get(arena, stream->out.size);
	if (stream->filter == NULL || stream->hidden == NULL ||
	    stream->out.at == NULL)
		return -1;
	glob_compile(stream->filter, stream->listing->filter);
	filter_prepare_hiding(stream->hidden, conf);
	stream->style = (struct line_style){
		.now = time(NULL), .hide_ids = conf->hide_ids,
		.users = conf->text_userdb_names ? &broker->users : NULL,
		.groups = conf->text_userdb_names ? &broker->groups : NULL,
		.use_localtime = conf->use_localtime,
		.classify = stream->listing->classify,
	};
	rules = rules_of(stream);
	return walk_init(&stream->walk, arena, &rules);
}

static void
log_cut(const struct stream *stream)
{
	if (stream->walk.was_cut)
		event_text(EV_LISTING_CUT,
		    "A listing was cut: it has too many names.");
	if (stream->is_too_deep)
		event_text(EV_LISTING_CUT,
		    "A listing was cut: it has more than %d levels.",
		    LEVELS_MAX);
}

int
listing_stream(struct broker *broker, struct listing *listing, int pipe)
{
	struct stream stream = { .listing = listing, .pipe = pipe };

	if (listing->dir == NO_FD)
		return 0;
	if (stream_init(&stream, broker) == -1) {
		stream.walk.was_cut = true;
	} else {
		list_tree(&stream, listing->dir, listing->heading);
		flush(&stream);
	}
	log_cut(&stream);
	fd_close(&listing->dir);
	return stream.walk.error;
}
