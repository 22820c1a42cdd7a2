/* SPDX-License-Identifier: ISC */
/* The command `oneftpd who`: which sessions there are, and what they do. */
#ifndef ADMIN_WHO_H
#define ADMIN_WHO_H

#include <stdio.h>

#include "admin/sessions.h"
#include "base/attrs.h"

/* The arguments behind "who". The exit status: 0; 2 after a word on standard
 * error. */
int who_command(char **arguments) MUST_CHECK;

/* The renderings, one file each. */
void who_print_table(FILE *out, const struct sessions *sessions);
void who_print_json(FILE *out, const struct sessions *sessions);
void who_print_prometheus(FILE *out, const struct sessions *sessions);

/* A screen full of them, again and again, until somebody types q. The exit
 * status. */
int who_watch(struct sessions *sessions) MUST_CHECK;

#endif
