/* SPDX-License-Identifier: ISC */
/* Memory with a ceiling: alignment, the ceiling itself, what a reset leaves. */
#include <err.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "tap.h"

#define MEGABYTE ((size_t)1024 * 1024)

static struct arena
new_arena(size_t ceiling)
{
	struct arena arena;

	if (arena_init(&arena, ceiling) == -1)
		err(2, "arena_init");
	return arena;
}

static bool
is_aligned(const void *at)
{
	return (uintptr_t)at % alignof(max_align_t) == 0;
}

static void
test_handing_out(void)
{
	struct arena arena = new_arena(MEGABYTE);
	char *bytes = arena_get_bytes(&arena, 3);
	char *object = arena_get(&arena, 8);
	char *next = arena_get_bytes(&arena, 1);
	static const char nothing[8];

	ok(bytes == arena.base, "the first bytes are at the bottom");
	ok(is_aligned(object) && object >= bytes + 3,
	    "an object is aligned and behind what was there");
	ok(next == object + 8, "bytes follow without a gap");
	ok(memcmp(object, nothing, sizeof(nothing)) == 0,
	    "new memory is zeroed");
	is_text(arena_copy(&arena, span_make("abcdef", 3)), "abc",
	    "a copy ends in NUL");
	is_text(arena_copy(&arena, span_of("")), "", "a copy of nothing");
}

static void
test_ceiling(void)
{
	struct arena arena = new_arena(4096);

	ok(arena_get_bytes(&arena, 4097) == NULL, "more than the ceiling");
	ok(arena_get_bytes(&arena, SIZE_MAX) == NULL, "more than there can be");
	ok(arena_get_bytes(&arena, 4096) != NULL, "the ceiling exactly");
	ok(arena_get_bytes(&arena, 1) == NULL, "then not one byte more");
	ok(arena_get_bytes(&arena, 0) != NULL, "nothing is always there");
	arena_reset(&arena);
	ok(arena_get_bytes(&arena, 4090) != NULL, "a reset makes room");
	ok(arena_get(&arena, 1) == NULL,
	    "an object whose gap alone reaches the ceiling");
	arena_reset(&arena);
	ok(arena_get_bytes(&arena, 4093) != NULL &&
	    arena_copy(&arena, span_of("abc")) == NULL,
	    "a copy that lacks room for its NUL alone");
	ok(arena_init(&arena, 0) == -1, "an arena of nothing");
	ok(arena_init(&arena, SIZE_MAX / 2) == -1,
	    "an arena that the kernel refuses");
}

static void
test_first_bytes(void)
{
	static _Alignas(max_align_t) char bytes[64];
	struct arena arena;
	char *first, *more;

	arena_init_over(&arena, bytes, sizeof(bytes), 4096);
	first = arena_copy(&arena, span_of("abc"));
	ok(first == bytes, "an arena may begin in bytes that are there");
	more = arena_get_bytes(&arena, sizeof(bytes));
	ok(more != NULL && (more < bytes || more >= bytes + sizeof(bytes)),
	    "what does not fit into them is elsewhere");
	is_text(first, "abc", "and what is in them stays");
	ok(arena_get_bytes(&arena, 4096) == NULL,
	    "the ceiling is that of what is reserved then");
	arena_init_over(&arena, bytes, sizeof(bytes), 4096);
	ok(arena_get_bytes(&arena, 4097) == NULL && arena.base == bytes,
	    "what would not fit at all reserves nothing");
}

/* Pages of the arena that are in memory. */
static size_t
resident(const struct arena *arena)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), count = 0;
	unsigned char map[1024] = { 0 };

	if (arena->ceiling / page > sizeof(map) ||
	    mincore(arena->base, arena->ceiling, map) == -1)
		err(2, "mincore");
	for (size_t i = 0; i < arena->ceiling / page; i++)
		count += map[i] & 1;
	return count * page;
}

static void
test_reset_returns_memory(void)
{
	struct arena arena = new_arena(4 * MEGABYTE);
	char *all = arena_get_bytes(&arena, 3 * MEGABYTE);

	ok(resident(&arena) < 64 * 1024, "memory costs nothing until touched");
	memset(all, 'x', 3 * MEGABYTE);
	ok(resident(&arena) >= 3 * MEGABYTE, "touched, it is there");
	arena_reset(&arena);
	ok(resident(&arena) <= 512 * 1024,
	    "a reset returns all but the first 512 KiB");
	all = arena_get_bytes(&arena, 3 * MEGABYTE);
	ok(all != NULL && all == arena.base && all[2 * MEGABYTE] == 0,
	    "and what was returned is zero again");
	memset(all, 'x', 3 * MEGABYTE);
	arena_reset(&arena);
	ok(resident(&arena) <= 512 * 1024, "each time");
}

/* The flags of the mapping that begins at `base`, as the kernel tells them. */
static bool
is_flagged(const void *base, const char *flag)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	char line[4096], start[32];
	bool is_here = false;

	if (maps == NULL)
		err(2, "smaps");
	(void)snprintf(start, sizeof(start), "%lx-", (unsigned long)base);
	while (fgets(line, sizeof(line), maps) != NULL &&
	    !(is_here && strncmp(line, "VmFlags", 7) == 0))
		is_here |= strncmp(line, start, strlen(start)) == 0;
	(void)fclose(maps);
	return is_here && strstr(line, flag) != NULL;
}

static void
test_large_pages(void)
{
	struct arena arena = new_arena(4 * MEGABYTE);
	char *bytes = arena_get_bytes(&arena, MEGABYTE - 1);

	arena_grow_large(&arena);
	ok(!is_flagged(arena.base, " hg"), "a small arena has small pages");
	ok(arena_get_bytes(&arena, 1) == bytes + MEGABYTE - 1,
	    "large pages move nothing");
	arena_grow_large(&arena);
	ok(is_flagged(arena.base, " hg") == (access(
	    "/sys/kernel/mm/transparent_hugepage", F_OK) == 0),
	    "a large one has large pages, where the kernel has any");
	arena_reset(&arena);
	ok(arena_get_bytes(&arena, MEGABYTE) == bytes, "and is reset as ever");
}

int
main(void)
{
	test_handing_out();
	test_ceiling();
	test_first_bytes();
	test_reset_returns_memory();
	test_large_pages();
	return done_testing();
}
