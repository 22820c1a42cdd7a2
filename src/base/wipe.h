/* SPDX-License-Identifier: ISC */
/* Erasing what must not be found in memory. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>
#include <string.h>

/* As explicit_bzero(3), whose code is in a page of its own that each process
 * would have to be given for it. */
static inline void
wipe(void *bytes, size_t len)
{
	memset(bytes, 0, len);
	/* Nothing is known of it from here on: so it is really zero. */
	__asm__ volatile("" : : "r"(bytes) : "memory");
}

#endif
