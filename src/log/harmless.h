/* SPDX-License-Identifier: ISC */
/* Foreign text, for a log, a title or a terminal. */
#ifndef LOG_HARMLESS_H
#define LOG_HARMLESS_H

#include "base/buf.h"
#include "base/span.h"
#include "log/event.h"

/*
 * Appends foreign text. SCRIPT_ASCII: every byte that is not printable ASCII
 * as '?'. SCRIPT_UTF8: characters that can be seen as they are, and each byte
 * of anything else as \xHH. SCRIPT_EXACT: a backslash, too, so that the bytes
 * can be had back.
 */
void put_harmless(struct buf *line, struct span text, enum script script);

#endif
