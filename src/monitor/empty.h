/* SPDX-License-Identifier: ISC */
/* The directory with nothing in it that becomes the engine's "/". */
#ifndef MONITOR_EMPTY_H
#define MONITOR_EMPTY_H

#include "conf/conf.h"

struct account;

/*
 * Makes it the working directory: secure_chroot_dir; where that is vsftpd's
 * default and does not exist, one of our own, made when needed. One that was
 * written out and cannot be entered, or that `nobody` may write to, is fatal().
 */
void enter_empty_directory(const struct conf *conf,
    const struct account *nobody);

#endif
