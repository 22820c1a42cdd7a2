/* SPDX-License-Identifier: ISC */
/*
 * The users file as a whole (users_file): read, and searched. The monitor's
 * child that checks a password, as root; --check; `oneftpd user`.
 */
#ifndef USERS_FILE_H
#define USERS_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"
#include "users/crypt.h"
#include "users/entry.h"

#define USERS_BYTES ((size_t)16 << 20)	/* a larger file is refused */
#define USERS_ARENA (2 * USERS_BYTES)	/* room for it, and for a changed one */

/* Bits of st_mode that neither this file nor the way to a home may have. */
#define OTHERS_MAY_WRITE (S_IWGRP | S_IWOTH)

enum users_reading {
	USERS_READ,
	USERS_MISSING,	/* there is no such file; so nobody is in it */
	USERS_UNFIT,	/* why: it cannot be read, or others may change it */
};

/*
 * The bytes of the file, in the arena. Whoever can write to it can become any
 * user, so it must be root's, or of who runs this, and nobody else may write
 * to it. `why` is told what to do about it otherwise.
 */
enum users_reading users_read(struct arena *arena, const char *path,
    struct span *text_out, struct buf *why) MUST_CHECK;

/* The same of a file that is open. */
enum users_reading users_read_open(struct arena *arena, int fd,
    struct span *text_out, struct buf *why) MUST_CHECK;

/* The entry of this name; of two, the first. A faulty line is nobody's. */
bool users_find(struct span text, struct span name,
    struct users_entry *entry_out) MUST_CHECK;

/* Is there a line of this name, be it faulty? */
bool users_has(struct span text, struct span name) MUST_CHECK;

/* What crypt.h makes of a hash. */
typedef enum hash_kind (*users_judge)(struct span hash);

/*
 * Somebody whose hash can be computed in place of a user who does not exist or
 * has none, so that both take the same time, whatever methods the file mixes:
 * who it is depends on the name, and is the same with each try. False: nobody
 * in the file has a hash.
 */
bool users_find_stand_in(struct span text, struct span name,
    users_judge judge, struct users_entry *entry_out) MUST_CHECK;

#endif
