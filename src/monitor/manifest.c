/* SPDX-License-Identifier: ISC */
/*
 * What the monitor may do before login: everything, which is why it does so
 * little. It is here to be shown and is never applied: after login the
 * process takes the broker's manifest.
 */
#include "monitor/manifest.h"

static const char monitor_reasons[] =
    "It has no filter before login: it must be able to become any user,\n"
    "  and libraries that this machine's owner chose (libwrap, PAM,\n"
    "  name services) call what they please.\n"
    "So no byte of the client is parsed here. The engine does that, and\n"
    "  sends messages of fixed kinds and lengths; the first wrong one\n"
    "  ends the session.\n"
    "It reads the configuration, hosts.allow and user accounts, counts\n"
    "  sessions, opens the logs, starts the engine, and decides who\n"
    "  logs in and as whom.\n"
    "After login nothing privileged is left: it becomes the broker, for\n"
    "  good (--show-jail broker).\n"
    "Started without root it has the rights of whoever started it.\n";
const struct manifest monitor_manifest = {
	.role = "monitor", .tag = "[priv]",
	.identity = "root, or whoever started oneftpd",
	.root = ROOT_UNCHANGED,
	.files = FILES_WRITE,
	.reasons = monitor_reasons,
};
