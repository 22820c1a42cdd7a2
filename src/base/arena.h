/* SPDX-License-Identifier: ISC */
/*
 * Memory with a ceiling. An arena reserves address space once and fills it
 * from the bottom; pages cost nothing until they are touched. Nothing is freed
 * one by one: a session arena lives as long as its process, a command arena is
 * reset after each reply. There is no malloc elsewhere in the program.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/span.h"

struct arena {
	char *base;
	size_t ceiling;	/* bytes reserved */
	size_t more;	/* bytes to reserve when the first are used up */
	size_t used;	/* bytes handed out */
	size_t peak;	/* the most in use since pages were returned */
	bool has_large_pages;
};

/* Reserves `ceiling` bytes. 0, or -1 with errno when the kernel refuses. */
int arena_init(struct arena *arena, size_t ceiling) MUST_CHECK;

/*
 * Begins in bytes that are there, zero and aligned for any object, and reserves
 * `more` only when these do not suffice: few sessions have to.
 */
void arena_init_over(struct arena *arena, char *bytes, size_t size,
    size_t more);

/*
 * `len` bytes aligned for any object, zeroed the first time they are handed
 * out and undefined after a reset. NULL when the ceiling is reached: the
 * caller decides whether that is the client's or the session's problem.
 */
void *arena_get(struct arena *arena, size_t len) MUST_CHECK;

/* As arena_get without alignment: for bytes that follow each other closely. */
char *arena_get_bytes(struct arena *arena, size_t len) MUST_CHECK;

/* A NUL-terminated copy, or NULL at the ceiling. */
char *arena_copy(struct arena *arena, struct span text) MUST_CHECK;

/*
 * For whoever fills an arena without knowing how far it will go: once it is
 * large, the kernel is asked for large pages, which are there at the first
 * touch of one of them. Cheap to call again and again.
 */
void arena_grow_large(struct arena *arena);

/*
 * Forgets everything. Pages beyond the first 512 KiB go back to the kernel, so
 * one huge directory does not weigh on the rest of the session.
 */
void arena_reset(struct arena *arena);

#endif
