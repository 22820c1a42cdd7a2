/* SPDX-License-Identifier: ISC */
/*
 * chown_uploads: what anonymous users upload becomes another user's. Nothing is
 * done, and that well, where the option is off; nor without a monitor, as for
 * who did not start as root: nothing can be given away there.
 */
#ifndef BROKER_GIVE_H
#define BROKER_GIVE_H

#include "base/attrs.h"

struct broker;

/* chown_upload_mode for the upload's file. -1 with errno: it is another's. */
int give_mode(const struct broker *broker) MUST_CHECK;

/* The upload's file becomes chown_username's. -1 with errno. */
int give_away(struct broker *broker) MUST_CHECK;

#endif
