/* SPDX-License-Identifier: ISC */
/* Root's own directory for what lives until the next start of the machine. */
#ifndef BASE_RUN_DIR_H
#define BASE_RUN_DIR_H

#ifndef RUN_DIR
#define RUN_DIR "/run/oneftpd"
#endif

#endif
