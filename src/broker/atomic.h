/* SPDX-License-Identifier: ISC */
/*
 * atomic_uploads: the bytes go to a file of another name beside the one that is
 * meant, and that gets its name when it is complete. Whatever dies when, the
 * old file is whole until then.
 */
#ifndef BROKER_ATOMIC_H
#define BROKER_ATOMIC_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/span.h"
#include "broker/path.h"
#include "broker/temporary.h"
#include "wire/codec.h"

struct broker;

/* What an upload that is on its way has besides its file. */
struct atomic {
	struct parent name;	/* that it will get; .dir is NO_FD: in place */
	int old;		/* that has it now, for its lock; or NO_FD */
	bool is_held;		/* by an empty file that STOU has made */
	bool is_exclusive;	/* nothing may lose the name to it */
	char temporary[TEMPORARY_SIZE];
};

/* Where an atomic upload has been last, so that it sweeps there no more. */
struct swept {
	dev_t dev;
	ino_t ino;
};

void atomic_init(struct atomic *atomic);

/* By the options, and by what is asked for: not to go on in a file. */
bool atomic_is_wanted(const struct broker *broker,
    const struct msg_open_write *request) MUST_CHECK;

static inline bool
atomic_is_on(const struct atomic *atomic)
{
	return atomic->temporary[0] != '\0';
}

/*
 * Opens the file that is written to, and looks at the one that is meant: who
 * may not change that must not replace it. EEXIST where it is there and
 * `exclusive`; ELOOP where it is a symbolic link, which must stay one. -1 with
 * errno.
 */
int atomic_open(struct broker *broker, struct span path, bool exclusive)
    MUST_CHECK;

/* The same for a name that STOU has found: `held` is the empty file that keeps
 * it, and is taken. */
int atomic_open_held(struct broker *broker, struct span path, int held)
    MUST_CHECK;

/* Is the directory one in which only the owner of a file may rename it? */
bool atomic_is_sticky(const struct atomic *atomic) MUST_CHECK;

/* Complete, and given its name. -1 with errno. */
int atomic_keep(struct atomic *atomic) MUST_CHECK;

/* Removes what is incomplete, and the file that held its name. */
void atomic_drop(struct atomic *atomic);

void atomic_close(struct atomic *atomic);

#endif
