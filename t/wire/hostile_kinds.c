/* SPDX-License-Identifier: ISC */
/*
 * A taken-over engine in each kind of session: all that it may ask the broker,
 * made from messages.def, about every path that could lead somewhere, and all
 * that it can do with the descriptors that it is given. What is outside the
 * root stays as it is, byte for byte, and what is inside changes as far as the
 * session's user could change it with commands (S36).
 */
#include <grp.h>

#include "rows.h"
#include "taken_engine.h"
#include "users/object.h"

#define NOBODY 65534

/* What may change in the root. */
enum change { NOTHING_CHANGES, NEW_ONES_APPEAR, ANYTHING_CHANGES };

static const struct kind_of_session {
	const char *name;
	const char *user;
	enum change may;
	const char *options[8];
} kinds[] = {
	{ "anonymous, who may only read", "ftp", NOTHING_CHANGES,
	    { "anon_upload_enable=YES" } },
	{ "anonymous, who may upload", "ftp", NEW_ONES_APPEAR,
	    { "write_enable=YES", "anon_upload_enable=YES",
		"anon_mkdir_write_enable=YES" } },
	{ "a user in a jail", "vera", ANYTHING_CHANGES,
	    { "users_file=@/users", "write_enable=YES",
		"virtual_use_local_privs=YES" } },
	{ "a guest, who may upload", "vera", NEW_ONES_APPEAR,
	    { "users_file=@/users", "guest_enable=YES",
		"guest_username=nobody", "local_root=@/served",
		"write_enable=YES", "anon_upload_enable=YES",
		"anon_mkdir_write_enable=YES" } },
	{ "a user whose own file takes the rights away", "vera",
	    NOTHING_CHANGES,
	    { "users_file=@/users", "write_enable=YES",
		"virtual_use_local_privs=YES", "user_config_dir=@/own" } },
};

static const struct kind_of_session *current;	/* in the engine, too */

/* Hashes are not what this is about: every password is right. */
static enum hash_kind
judge_good(struct span hash)
{
	(void)hash;
	return HASH_GOOD;
}

static bool
matches_all(struct span hash, const struct secret *password)
{
	(void)hash;
	return password->len > 0;
}

const struct crypt_object *
crypt_load(const char **why_out)
{
	static const struct crypt_object object = {
		.judge = judge_good, .matches = matches_all,
	};

	(void)why_out;
	return &object;
}

/* The engine --------------------------------------------------------------- */

static const char *const paths[] = {
	"", ".", "/", "..", "file", "sub", "new", "sub/new", "secret.txt",
	"private", "replaced", "alias", "alias2", "out", "out/passwd", "up",
	"up/log", "up/other/file", "up/other/new", "../other/file",
	"../../../../../../tmp", "/../other/new", "up/other", "../own/vera",
	"up/users", "/proc/self/root/tmp", "/proc/self/cwd/../other/file",
	"*", "-R ..", "{up,..}/*", "~", "~root", "~/../other/file",
	"sub/../../other/file",
};

/* Texts that are no path, by how long they may be. */
static struct span
text_for(const struct field *field, const char *path)
{
	if (field->most == 4)
		return span_of("6777");
	if (field->most == 16)
		return span_make("\x7f\0\0\2", 4);
	return span_of(path);
}

/* The struct of a message about one or two paths. */
static void
fill_about(unsigned kind, char *message, uint64_t number,
    const char *const about[static 2])
{
	unsigned texts = 0;

	for (size_t i = 0; i < rows[kind].field_count; i++) {
		const struct field *field = &rows[kind].fields[i];
		char *at = message + field->offset;
		struct span text;

		if (field->kind == FIELD_STR) {
			text = text_for(field, about[texts++ % 2]);
			memcpy(at, &text, sizeof(text));
		} else if (field->kind == FIELD_U32) {
			memcpy(at, &(uint32_t){ (uint32_t)number },
			    sizeof(uint32_t));
		} else if (field->kind != FIELD_NOTHING) {
			memcpy(at, &number, sizeof(number));
		}
	}
}

/* Whatever it is, the engine tries to write to it, and to empty it. */
static void
abuse(int fd)
{
	if (fd == NO_FD)
		return;
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	(void)!write(fd, "attack", 6);
	(void)!pwrite(fd, "attack", 6, 0);
	(void)!ftruncate(fd, 0);
	fd_close(&fd);
}

static void
abuse_answer(void)
{
	const struct row *row = &rows[answer.kind];

	for (size_t i = 0; i < row->field_count; i++)
		if (row->fields[i].kind == FIELD_FD) {
			int fd;

			memcpy(&fd, (const char *)&answer.as +
			    row->fields[i].offset, sizeof(fd));
			abuse(fd);
		}
}

/* A request to the broker that no option counts. */
static bool
is_for_broker(unsigned kind)
{
	const struct row *row = &rows[kind];

	return (row->sender & ENGINE) != 0 && (row->receivers & BROKER) != 0 &&
	    (row->phases & IN_SESSION) != 0 && row->often == UNLIMITED &&
	    message_is_request((enum message_kind)kind);
}

static bool
is_about_two(unsigned kind)
{
	unsigned texts = 0;

	for (size_t i = 0; i < rows[kind].field_count; i++)
		texts += rows[kind].fields[i].kind == FIELD_STR &&
		    rows[kind].fields[i].most > 16;
	return texts == 2;
}

static bool
has_text(unsigned kind)
{
	for (size_t i = 0; i < rows[kind].field_count; i++)
		if (rows[kind].fields[i].kind == FIELD_STR)
			return true;
	return false;
}

/* The reply has a data connection: there must be one to be had. */
static bool
wants_client(unsigned kind)
{
	return fd_fields(kind + 1) == 2 && has_text(kind);
}

static bool
ask_about(struct channel *channel, unsigned kind, uint64_t number,
    const char *const about[static 2])
{
	union {
		struct message message;
		char bytes[sizeof(struct message)];
	} storage = { .bytes = { 0 } };

	if (wants_client(kind))
		connect_as_client(channel);
	fill_about(kind, storage.bytes, number, about);
	if (!asked(channel, channel_send(channel, (enum message_kind)kind,
	    storage.bytes)))
		return false;
	abuse_answer();
	return true;
}

/* All numbers that mean something in a field, about a path. */
static bool
ask_numbers(struct channel *channel, unsigned kind,
    const char *const about[static 2])
{
	for (uint64_t number = 0; number < 3; number++)
		if (!ask_about(channel, kind, number, about))
			return false;
	return true;
}

static bool
ask_paths(struct channel *channel, unsigned kind)
{
	size_t others = is_about_two(kind) ? COUNT_OF(paths) : 1;
	size_t count = has_text(kind) ? COUNT_OF(paths) : 1;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < others; j++)
			if (!ask_numbers(channel, kind,
			    (const char *[2]){ paths[i], paths[j] }))
				return false;
	return true;
}

static void
ask_all(struct channel *channel)
{
	rows_init();
	(void)signal(SIGPIPE, SIG_IGN);
	if (try_login(channel, current->user) != VERDICT_OK) {
		say("not logged in");
		return;
	}
	channel->peer = BROKER;
	channel->phase = IN_SESSION;
	for (unsigned kind = 1; kind < MSG_count; kind++)
		if (is_for_broker(kind) && !ask_paths(channel, kind)) {
			say(rows[kind].name);
			return;
		}
	say("done");
}

/* What is there ------------------------------------------------------------ */

#define ENTRIES_MOST 200

/* A name, and all that is to be seen of what is called so. */
struct entry {
	char path[256];
	char facts[256];
};

struct tree {
	size_t count;
	struct entry entries[ENTRIES_MOST];
};

static struct tree *growing;	/* nftw(3) has no argument for it */

/* Of a file what is in it, too; of a link where it leads. */
static void
put_facts(const char *path, const struct stat *facts, char *out, size_t size)
{
	char inside[64] = "";
	int fd = S_ISREG(facts->st_mode)
	    ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : NO_FD;

	if (fd != NO_FD)
		(void)!fd_read_up_to(fd, inside, sizeof(inside) - 1);
	fd_close(&fd);
	if (S_ISLNK(facts->st_mode))
		(void)!readlink(path, inside, sizeof(inside) - 1);
	/* A directory changes with what is in it. */
	(void)snprintf(out, size, "%o %u %lld %lld %s",
	    (unsigned)facts->st_mode, (unsigned)facts->st_uid,
	    S_ISDIR(facts->st_mode) ? 0 : (long long)facts->st_size,
	    S_ISDIR(facts->st_mode) ? 0 : (long long)facts->st_mtime, inside);
}

static int
add_entry(const char *path, const struct stat *facts, int kind,
    struct FTW *where)
{
	struct entry *entry;

	(void)kind;
	(void)where;
	if (growing->count == ENTRIES_MOST)
		bail_out("more files than expected");
	entry = &growing->entries[growing->count++];
	(void)snprintf(entry->path, sizeof(entry->path), "%s",
	    path + strlen(root));
	put_facts(path, facts, entry->facts, sizeof(entry->facts));
	return 0;
}

static void
look_at_tree(struct tree *tree)
{
	tree->count = 0;
	growing = tree;
	if (nftw(root, add_entry, 8, FTW_PHYS) == -1)
		bail_out(root);
}

static const struct entry *
find_entry(const struct tree *tree, const char *path)
{
	for (size_t i = 0; i < tree->count; i++)
		if (strcmp(tree->entries[i].path, path) == 0)
			return &tree->entries[i];
	return NULL;
}

/* The root itself is its user's, too. */
static bool
is_inside(const struct entry *entry)
{
	return strcmp(entry->path, "/served") == 0 ||
	    strncmp(entry->path, "/served/", 8) == 0;
}

/* Entries of `these` that are another thing in `those`, or not there. */
static unsigned
count_differences(const struct tree *these, const struct tree *those,
    bool inside, const char *what)
{
	unsigned count = 0;

	for (size_t i = 0; i < these->count; i++) {
		const struct entry *entry = &these->entries[i];
		const struct entry *other = find_entry(those, entry->path);

		if (is_inside(entry) != inside || (other != NULL &&
		    strcmp(entry->facts, other->facts) == 0))
			continue;
		count++;
		/* What may be so is not worth a line. */
		if (what != NULL)
			(void)printf("# %s: %s (%s)\n", what, entry->path,
			    entry->facts);
	}
	return count;
}

/* The test ----------------------------------------------------------------- */

static void
write_text(const char *name, const char *text)
{
	char path[256];
	int fd;

	make_file(name, 0644);
	put_path(path, name);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd == NO_FD || write(fd, text, strlen(text)) == -1)
		bail_out(path);
	fd_close(&fd);
}

/* Neighbours of what is served, and a virtual user who lives there. */
static void
make_world(void)
{
	char line[400];

	(void)strcpy(root, "/tmp/hostile.XXXXXX");
	make_served();
	make_link("../other/file", "served/alias2");
	make_directory("other");
	make_file("other/file", 0666);
	make_directory("own");
	write_text("own/vera", "write_enable=NO\ndownload_enable=NO\n");
	(void)snprintf(line, sizeof(line), "vera:x:%u:%u:Vera:%s/served:/\n",
	    (unsigned)geteuid(), (unsigned)getegid(), root);
	write_text("users", line);
	if (chmod(root, 0777) == -1)
		bail_out(root);
}

static void
compare(const struct tree *before, const struct tree *after)
{
	unsigned changed;

	(void)is_num(count_differences(before, after, false, "outside") +
	    count_differences(after, before, false, "outside, now"), 0,
	    "%s: nothing outside the root changes", current->name);
	changed = count_differences(before, after, true,
	    current->may == ANYTHING_CHANGES ? NULL : "inside");
	if (current->may == ANYTHING_CHANGES)
		(void)ok(changed > 5, "%s: much inside does", current->name);
	else
		(void)is_num(changed, 0, "%s: nothing that was inside does",
		    current->name);
	changed = count_differences(after, before, true,
	    current->may == NOTHING_CHANGES ? "new" : NULL);
	(void)ok((changed > 0) == (current->may != NOTHING_CHANGES),
	    "%s: something new appears, if it may", current->name);
}

static void
play_kind(void)
{
	static struct tree before, after;
	struct scene scene = { .name = current->name, .run = ask_all };
	const struct ending *ending;
	const char *words;
	int client;
	pid_t monitor;

	memcpy(scene.options, current->options, sizeof(scene.options));
	make_world();
	look_at_tree(&before);
	monitor = begin_scene(&scene, &client, &words);
	ending = stage_await(monitor);
	look_at_tree(&after);
	fd_close(&client);
	(void)is_text(words, "done\n", "%s: every request is answered",
	    current->name);
	(void)is_num(ending->status, 0, "%s: the session ends well",
	    current->name);
	compare(&before, &after);
	stage_close();
}

/* What root could do would prove nothing, and root is nobody's virtual user. */
static void
become_nobody(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) == -1 ||
	    setresgid(NOBODY, NOBODY, NOBODY) == -1 ||
	    setresuid(NOBODY, NOBODY, NOBODY) == -1))
		bail_out("cannot become nobody");
}

int
main(void)
{
	rows_init();
	become_nobody();
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		current = &kinds[i];
		play_kind();
	}
	return done_testing();
}
