/* SPDX-License-Identifier: ISC */
/* The engine's entry, for main.c. */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "base/attrs.h"
#include "wire/handover.h"

/*
 * Closes its jail, and serves the client until the session ends.
 * The exit status is the session's (protocol.md 1.10).
 */
void engine_run(const struct engine_start *start) NORETURN;

#endif
