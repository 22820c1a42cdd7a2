/* SPDX-License-Identifier: ISC */
/* Uploads: bytes from the data connection to a file. */
#ifndef ENGINE_RECEIVE_H
#define ENGINE_RECEIVE_H

#include "base/attrs.h"
#include "engine/pump.h"

/*
 * Everything up to the client's end of the stream, to where the file stands.
 * PUMP_LOCAL when the file takes no more: pump->error says why.
 */
enum pump_end receive_file(struct pump *pump, int file) MUST_CHECK;

/* The same for a text: its line ends as files have them. */
enum pump_end receive_text(struct pump *pump, int file) MUST_CHECK;

#endif
