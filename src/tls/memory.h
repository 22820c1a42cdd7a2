/* SPDX-License-Identifier: ISC */
/* What OpenSSL leaves in memory that it has given back. */
#ifndef TLS_MEMORY_H
#define TLS_MEMORY_H

#include <stdbool.h>

/* Before anything else is asked of OpenSSL. */
void memory_take_over(void);

/* While it reads keys: all that it gives back is wiped, since not every copy of
 * a key that it makes on the way is known to it as one. */
void memory_wipe(bool wipes);

#endif
