/* SPDX-License-Identifier: ISC */
/*
 * Directories: see walk.h. Broker, as the user, in the jail. Names are whatever
 * somebody managed to create: any byte but "/" and NUL, and millions of them.
 */
#include "broker/walk.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "broker/sort.h"
#include "broker/temporary.h"

/*
 * Some two thousand names for one system call. Larger blocks measure the same,
 * and with this size the arena keeps its pages after ordinary listings.
 */
#define BLOCK_SIZE ((size_t)64 * 1024)

/* Of all directories of one listing. */
#define NAMES_MAX 10000000

/* More than the entry of one name needs. */
#define SORT_SLACK 4096

/*
 * Looks at steps of the filter. Each name, and each byte of it, earns more than
 * ordinary patterns need; a hard pattern lives on the initial amount, some
 * 50 ms, and then matches nothing, however many names there are.
 */
#define GLOB_BUDGET 10000000
#define GLOB_BUDGET_PER_NAME 500
#define GLOB_BUDGET_PER_BYTE 8

/* Choosing ----------------------------------------------------------------- */

static bool
passes_filter(struct walk *walk, struct span name)
{
	const struct glob *filter = walk->rules.filter;

	if (filter == NULL)
		return true;
	if (walk->glob_budget < GLOB_BUDGET)
		walk->glob_budget += GLOB_BUDGET_PER_NAME +
		    GLOB_BUDGET_PER_BYTE * (uint32_t)name.len;
	return glob_match(filter, name, &walk->glob_budget) == GLOB_YES;
}

static bool
is_wanted(struct walk *walk, struct span path, struct span name)
{
	const struct walk_rules *rules = &walk->rules;

	if (name.len == 0)
		return false;
	if (name.at[0] == '.') {
		bool is_special = name.len == 1 ||
		    (name.len == 2 && name.at[1] == '.');

		if (!(is_special ? rules->dot_and_dotdot : rules->dot_names) ||
		    temporary_is(name))
			return false;
	}
	return passes_filter(walk, name) &&
	    !filter_hides(rules->hidden, path, name);
}

/* Facts -------------------------------------------------------------------- */

int
walk_stat(int dir, struct entry *entry, struct node *node_out)
{
	struct stat facts;

	if (entry->node != NULL) {
		*node_out = *entry->node;
		return 0;
	}
	if (fstatat(dir, entry->name, &facts,
	    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == -1)
		return -1;
	entry->type = (uint8_t)IFTODT(facts.st_mode);
	*node_out = (struct node){
		.size = (uint64_t)facts.st_size, .modified = facts.st_mtime,
		.mode = facts.st_mode, .links = (uint32_t)facts.st_nlink,
		.uid = facts.st_uid, .gid = facts.st_gid,
	};
	return 0;
}

/* Facts that are kept, for sorting. -1: vanished, or no memory. */
static int
keep_node(struct walk *walk, int dir, struct entry *entry)
{
	struct node *node = arena_get(walk->arena, sizeof(*node));

	if (node == NULL) {
		walk->was_cut = true;
		return -1;
	}
	if (walk_stat(dir, entry, node) == -1)
		return -1;
	entry->node = node;
	return 0;
}

/* Sorting ------------------------------------------------------------------ */

/* How many bytes all names begin with. */
static size_t
common_start(const struct entry *list)
{
	size_t common = list->len;

	for (const struct entry *entry = list->next; entry != NULL;
	    entry = entry->next) {
		size_t at = 0;

		if (entry->len < common)
			common = entry->len;
		while (at < common && entry->name[at] == list->name[at])
			at++;
		common = at;
	}
	return common;
}

/* The bytes behind that start, as a number that sorts as they do; no name has a
 * NUL, so that the end of a short one comes before all. */
static uint64_t
key_of_name(const struct entry *entry, size_t start)
{
	uint64_t key = 0;
	size_t len = entry->len - start;

	memcpy(&key, entry->name + start,
	    len < sizeof(key) ? len : sizeof(key));
	return be64toh(key);
}

/* Newest first. */
static uint64_t
key_of_time(const struct entry *entry)
{
	return UINT64_MAX -
	    ((uint64_t)entry->node->modified ^ (uint64_t)INT64_MIN);
}

static void
fill_slots(const struct walk_rules *rules, struct entry *list,
    struct slot *slots)
{
	size_t start = rules->by_time ? 0 : common_start(list);

	for (; list != NULL; list = list->next)
		*slots++ = (struct slot){
			.key = rules->by_time ? key_of_time(list)
			    : key_of_name(list, start),
			.entry = list,
		};
}

/* The list of the slots, or of them from behind. */
static struct entry *
link_slots(const struct slot *slots, size_t count, bool reverse)
{
	struct entry *list = NULL;

	for (size_t i = 0; i < count; i++) {
		struct entry *entry = slots[reverse ? i : count - 1 - i].entry;

		entry->next = list;
		list = entry;
	}
	return list;
}

/* add_name() has left room for it. */
static struct entry *
sort(const struct walk *walk, struct entry *list)
{
	struct slot *slots;
	size_t count = 0;

	for (const struct entry *entry = list; entry != NULL;
	    entry = entry->next)
		count++;
	slots = arena_get(walk->arena, count * sizeof(*slots));
	if (count < 2 || slots == NULL)
		return list;
	fill_slots(&walk->rules, list, slots);
	sort_slots(slots, count);
	return link_slots(slots, count, walk->rules.reverse);
}

/* For sort(), with one more name than there are. */
static bool
has_room_to_sort(const struct walk *walk)
{
	size_t names = (size_t)(NAMES_MAX - walk->names_left) + 1;

	return walk->arena->ceiling - walk->arena->used >
	    names * sizeof(struct slot) + SORT_SLACK;
}

/* Reading ------------------------------------------------------------------ */

static struct entry *
new_entry(struct arena *arena, struct span name, uint8_t type)
{
	struct entry *entry = arena_get(arena,
	    offsetof(struct entry, name) + name.len + 1);

	if (entry == NULL)
		return NULL;
	entry->next = NULL;
	entry->node = NULL;
	entry->len = (uint16_t)name.len;
	entry->type = type;
	memcpy(entry->name, name.at, name.len);
	entry->name[name.len] = '\0';
	return entry;
}

/* Puts a name in front of the list, if it is wanted. false: no more of them. */
static bool
add_name(struct walk *walk, int dir, struct entry **list, struct span name,
    uint8_t type)
{
	struct entry *entry;

	entry = walk->names_left > 0 && has_room_to_sort(walk)
	    ? new_entry(walk->arena, name, type) : NULL;
	if (entry == NULL) {
		walk->was_cut = true;
		return false;
	}
	walk->names_left--;
	if (walk->rules.by_time && keep_node(walk, dir, entry) == -1)
		return !walk->was_cut;
	entry->next = *list;
	*list = entry;
	return true;
}

/* The names in the first `len` bytes of the block. */
static bool
add_block(struct walk *walk, int dir, struct span path, size_t len,
    struct entry **list)
{
	size_t at = 0;

	while (at < len) {
		const struct dirent64 *dirent =
		    (const void *)(walk->block + at);
		struct span name = span_make(dirent->d_name,
		    strnlen(dirent->d_name, dirent->d_reclen -
		    offsetof(struct dirent64, d_name)));

		at += dirent->d_reclen;
		if (is_wanted(walk, path, name) &&
		    !add_name(walk, dir, list, name, dirent->d_type))
			return false;
	}
	return true;
}

static struct entry *
read_all(struct walk *walk, int dir, struct span path)
{
	struct entry *list = NULL;
	ssize_t len;

	do {
		arena_grow_large(walk->arena);
		len = getdents64(dir, walk->block, BLOCK_SIZE);
	} while (len > 0 && add_block(walk, dir, path, (size_t)len, &list));
	/* ENOENT is the end of a directory that has been removed. */
	if (len == -1 && errno != ENOENT)
		walk->error = errno;
	return list;
}

/* A filter without wildcards: ask for its one name, do not search for it. */
static struct entry *
look_up(struct walk *walk, int dir, struct span path)
{
	struct span name = walk->rules.filter->pattern;
	struct entry *entry = NULL;

	if (name.len > NAME_MAX || !is_wanted(walk, path, name) ||
	    !add_name(walk, dir, &entry, name, DT_UNKNOWN) || entry == NULL)
		return NULL;
	if (entry->node == NULL && keep_node(walk, dir, entry) == -1)
		return NULL;
	return entry;
}

int
walk_init(struct walk *walk, struct arena *arena,
    const struct walk_rules *rules)
{
	*walk = (struct walk){
		.arena = arena, .rules = *rules,
		.block = arena_get(arena, BLOCK_SIZE),
		.names_left = NAMES_MAX, .glob_budget = GLOB_BUDGET,
	};
	return walk->block != NULL ? 0 : -1;
}

struct entry *
walk_read(struct walk *walk, int dir, struct span path)
{
	const struct glob *filter = walk->rules.filter;

	/* A name with a NUL, which no entry has, could not be asked for. */
	if (filter != NULL && filter->is_plain &&
	    span_find(filter->pattern, '\0') == filter->pattern.len)
		return look_up(walk, dir, path);
	return sort(walk, read_all(walk, dir, path));
}

int
walk_open_below(int dir, const struct entry *entry)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	int fd = (int)syscall(SYS_openat2, dir, entry->name, &how,
	    sizeof(how));

	/* A kernel before 5.6: one component cannot lead elsewhere either. */
	if (fd == -1 && errno == ENOSYS)
		fd = openat(dir, entry->name, (int)how.flags);
	return fd;
}
