/* SPDX-License-Identifier: ISC */
/*
 * lock_upload_files: nobody reads a file that somebody else is writing. Record
 * locks of fcntl(2), which other servers take, too. They belong to the process,
 * and go when it closes any descriptor of the file.
 */
#ifndef BROKER_LOCK_H
#define BROKER_LOCK_H

#include "base/attrs.h"
#include "broker/broker.h"
#include "wire/refusal.h"

/*
 * Takes a lock on the whole file, F_RDLCK or F_WRLCK. While another has it this
 * waits, but no longer than a client would; a `cancel` ends the wait. GRANTED,
 * also on a file system without locks, REFUSED_BUSY or REFUSED_CANCELLED.
 */
enum refusal lock_file(struct broker *broker, int file, short type) MUST_CHECK;

#endif
