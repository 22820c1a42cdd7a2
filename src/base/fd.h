/* SPDX-License-Identifier: ISC */
/*
 * Owned descriptors. A variable that holds none holds NO_FD; closing goes
 * through fd_close, which forgets, so that no number is closed twice.
 */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/span.h"

#define NO_FD (-1)

/* Closes *fd unless it is NO_FD, and sets it to NO_FD. errno is kept. */
void fd_close(int *fd);

/* Hands the descriptor over: the caller's variable becomes NO_FD. */
int fd_take(int *fd);

/* Writes all bytes, through EINTR and short writes. 0, or -1 with errno. */
int fd_write_all(int fd, struct span bytes) MUST_CHECK;

/*
 * Reads until end of file or `max` bytes. The count, or -1 with errno; a file
 * that is longer than `max` is simply cut there.
 */
ssize_t fd_read_up_to(int fd, void *bytes, size_t max) MUST_CHECK;

/* Closes every descriptor from `lowest` on: what else was inherited. */
void fd_close_from(unsigned lowest);

/* The same, but for `kept`, which may be NO_FD. */
void fd_close_from_but(unsigned lowest, int kept);

#endif
