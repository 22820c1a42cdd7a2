/* SPDX-License-Identifier: ISC */
/*
 * Directories: reading, filtering and sorting the names of one of them. Names
 * live in the arena, one record each, and nothing else grows with their number.
 * Facts are asked for once per name and only when somebody needs them.
 */
#ifndef BROKER_WALK_H
#define BROKER_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/arena.h"
#include "base/attrs.h"
#include "base/span.h"
#include "broker/filter.h"
#include "broker/glob.h"

/* Facts of a directory entry: what a long line tells, and no more. */
struct node {
	uint64_t size;
	int64_t modified;
	uint32_t mode;
	uint32_t links;
	uint32_t uid;
	uint32_t gid;
};

struct entry {
	struct entry *next;
	const struct node *node;	/* NULL: nobody has asked yet */
	uint16_t len;
	uint8_t type;			/* DT_ value; DT_UNKNOWN is possible */
	char name[];			/* ends in NUL */
};

/* Which names, in which order. */
struct walk_rules {
	const struct glob *filter;	/* NULL: all */
	struct hide_rule *hidden;
	bool dot_names;
	bool dot_and_dotdot;
	bool by_time;			/* newest first; else by name */
	bool reverse;
};

/* What one listing reads with, for all of its directories. */
struct walk {
	struct arena *arena;
	struct walk_rules rules;
	char *block;			/* for getdents64 */
	uint64_t names_left;		/* that may still be read */
	uint32_t glob_budget;		/* see walk.c */
	bool was_cut;			/* names were left out: too many */
	int error;			/* errno: a directory could not be read
					 * to its end */
};

/* 0, or -1 when the arena is too small to begin with. */
int walk_init(struct walk *walk, struct arena *arena,
    const struct walk_rules *rules) MUST_CHECK;

/*
 * The chosen names of an open directory, sorted; NULL when there are none. The
 * records stay until the arena is released. `path` is for rules that see it.
 * An error ends the reading early, and is kept in the walk.
 */
struct entry *walk_read(struct walk *walk, int dir, struct span path)
    MUST_CHECK;

/* Facts of an entry; links are not followed. -1 when it has vanished. */
int walk_stat(int dir, struct entry *entry, struct node *node_out) MUST_CHECK;

/*
 * Opens the directory that an entry is, for reading; the descriptor is the
 * caller's. -1 with errno for anything else: a symbolic link that has taken the
 * directory's place is not followed.
 */
int walk_open_below(int dir, const struct entry *entry) MUST_CHECK;

#endif
