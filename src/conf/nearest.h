/* SPDX-License-Identifier: ISC */
/* The option that somebody may have meant. For src/conf. */
#ifndef CONF_NEAREST_H
#define CONF_NEAREST_H

#include "base/span.h"

/* The name or alias that differs least; NULL when all differ much. */
const char *option_nearest(struct span name);

#endif
