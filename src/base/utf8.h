/* SPDX-License-Identifier: ISC */
/* Characters out of bytes, for those who must know what a terminal would show.
 * Never the locale's opinion. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/span.h"

/*
 * The character that `text`, which is not empty, begins with: its number, and
 * as the result its bytes. 0: these bytes are not UTF-8 as RFC 3629 has it,
 * which knows no surrogates and no longer forms than necessary.
 */
size_t utf8_first(struct span text, uint32_t *character_out) MUST_CHECK;

#endif
