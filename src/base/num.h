/* SPDX-License-Identifier: ISC */
/*
 * The only place where text becomes a number. The whole span must be digits:
 * no sign, no blank, no tail, nothing above `max`. 0 on success, else -1 and
 * *out is untouched.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>
#include <time.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"

int num_decimal(struct span text, uint64_t max, uint64_t *out) MUST_CHECK;
int num_octal(struct span text, uint64_t max, uint64_t *out) MUST_CHECK;

/* YYYYMMDDhhmmss of `when`, as MDTM answers it (RFC 3659, 2.3). */
void num_put_time(struct buf *buf, const struct tm *when);

#endif
