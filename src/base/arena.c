/* SPDX-License-Identifier: ISC */
/* Memory with a ceiling: see arena.h. Used by every role. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* What a listing of some thousands of names needs: a page that is given back
 * costs far more to have again than it is worth meanwhile. */
#define KEPT_BYTES ((size_t)512 * 1024)

/* Half of a large page at least is going to be used, then. */
#define LARGE_BYTES ((size_t)1024 * 1024)

int
arena_init(struct arena *arena, size_t ceiling)
{
	void *base = mmap(NULL, ceiling, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED)
		return -1;
	*arena = (struct arena){ .base = base, .ceiling = ceiling };
	return 0;
}

void
arena_init_over(struct arena *arena, char *bytes, size_t size, size_t more)
{
	*arena = (struct arena){
		.base = bytes, .ceiling = size, .more = more,
	};
}

/* Is there room for `len` bytes, or can room be made? */
static bool
has_room(struct arena *arena, size_t len)
{
	if (len <= arena->ceiling - arena->used)
		return true;
	return len <= arena->more && arena_init(arena, arena->more) == 0;
}

char *
arena_get_bytes(struct arena *arena, size_t len)
{
	char *at;

	if (!has_room(arena, len))
		return NULL;
	at = arena->base + arena->used;
	arena->used += len;
	if (arena->used > arena->peak)
		arena->peak = arena->used;
	return at;
}

void *
arena_get(struct arena *arena, size_t len)
{
	size_t gap = -arena->used & (alignof(max_align_t) - 1);

	if (arena_get_bytes(arena, gap) == NULL)
		return NULL;
	return arena_get_bytes(arena, len);
}

char *
arena_copy(struct arena *arena, struct span text)
{
	char *copy = arena_get_bytes(arena, text.len + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return copy;
}

void
arena_grow_large(struct arena *arena)
{
	if (arena->has_large_pages || arena->used < LARGE_BYTES)
		return;
	arena->has_large_pages = true;
	/* Advice only, which a kernel may not even understand. What is kept at
	 * a reset lies in small pages already, and stays so. */
	(void)madvise(arena->base, arena->ceiling, MADV_HUGEPAGE);
}

void
arena_reset(struct arena *arena)
{
	if (arena->peak > KEPT_BYTES) {
		/* Advice only: when it fails the pages just stay. */
		(void)madvise(arena->base + KEPT_BYTES,
		    arena->ceiling - KEPT_BYTES, MADV_DONTNEED);
		arena->peak = KEPT_BYTES;
	}
	arena->used = 0;
}
