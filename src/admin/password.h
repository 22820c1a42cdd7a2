/* SPDX-License-Identifier: ISC */
/* Asking an administrator for a new password. Command line only. */
#ifndef ADMIN_PASSWORD_H
#define ADMIN_PASSWORD_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/secret.h"

/*
 * From standard input: its first line, if `from_input`; otherwise it has to be
 * a terminal, and is asked twice, without echo. False after a message on
 * standard error: there is none, or it is none that anybody could log in with,
 * or the two differ. The caller wipes the secret in any case.
 */
bool password_ask(const char *user, bool from_input,
    struct secret *password_out) MUST_CHECK;

#endif
