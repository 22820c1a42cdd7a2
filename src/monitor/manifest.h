/* SPDX-License-Identifier: ISC */
/* What the monitor may do, for oneftpd --show-jail monitor. */
#ifndef MONITOR_MANIFEST_H
#define MONITOR_MANIFEST_H

#include "jail/jail.h"

extern const struct manifest monitor_manifest;	/* until login */
extern const struct manifest monitor_staying_manifest;
extern const struct manifest monitor_signing_manifest;	/* with the key */
extern const struct manifest monitor_keeping_manifest;	/* for a listener */

#endif
