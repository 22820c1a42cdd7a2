/* SPDX-License-Identifier: ISC */
/* chown_uploads: see give.h. Broker; the monitor, which does it, checks. */
#include "broker/give.h"

#include <sys/stat.h>

#include "base/fd.h"
#include "broker/ask.h"
#include "broker/broker.h"

static bool
gives(const struct broker *broker)
{
	return broker->conf->chown_uploads && broker->anonymous &&
	    broker->monitor.fd != NO_FD;
}

int
give_mode(const struct broker *broker)
{
	return gives(broker) ? fchmod(broker->upload.file,
	    broker->conf->chown_upload_mode & 0777) : 0;
}

int
give_away(struct broker *broker)
{
	return gives(broker) ? ask_give_away(broker, broker->upload.file) : 0;
}
