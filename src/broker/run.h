/* SPDX-License-Identifier: ISC */
/* The broker's entry, for main.c. */
#ifndef BROKER_RUN_H
#define BROKER_RUN_H

#include "base/attrs.h"
#include "wire/handover.h"

/*
 * Becomes the user in the jail of broker/manifest.c, answers the open login,
 * and serves the engine until it has gone. The exit status is the session's.
 * A jail that cannot be closed is fatal(); the login is not answered then.
 */
void broker_run(const struct broker_start *start) NORETURN;

#endif
