/* SPDX-License-Identifier: ISC */
/* Downloads and listings: bytes from a descriptor to the data connection. */
#ifndef ENGINE_SEND_H
#define ENGINE_SEND_H

#include <stdint.h>

#include "base/attrs.h"
#include "engine/pump.h"

#define SEND_TO_THE_END UINT64_MAX

/*
 * `count` bytes of a file from where it stands; PUMP_SHRUNK when it ends
 * before. SEND_TO_THE_END: whatever comes, as from files that have no size.
 */
enum pump_end send_file(struct pump *pump, int file, uint64_t count)
    MUST_CHECK;

/* A text to its end, its line ends as the network wants them. */
enum pump_end send_text(struct pump *pump, int file) MUST_CHECK;

/* Everything that comes out of a pipe that the broker writes to. */
enum pump_end send_pipe(struct pump *pump, int pipe) MUST_CHECK;

#endif
