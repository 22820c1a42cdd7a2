/* SPDX-License-Identifier: ISC */
/*
 * What the monitor may do. Before login everything, which is why it does so
 * little; that manifest is here to be shown and is never applied: after login
 * the process takes the broker's, or the one for a monitor that stays.
 */
#include "monitor/manifest.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define WITH_TLS(...)
#define FILTER staying_filter
#define FILTER_TABLE staying_calls
#define FILTER_ROWS "monitor/calls.def"
#include "jail/filter.h"
#undef WITH_TLS

#define WITH_TLS(...) __VA_ARGS__
#define FILTER signing_filter
#define FILTER_TABLE signing_calls
#define FILTER_ROWS "monitor/calls.def"
#include "jail/filter.h"

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
    "Passwords are checked in a process of its own, by modules that may\n"
    "  do anything, and host names asked for in one without rights.\n"
    "With ssl_enable=YES it has the private key, from the first wish for\n"
    "  a signature to the login; with create_home=YES it makes homes,\n"
    "  by a way that no user could have laid.\n"
    "After login, when nothing privileged is left, it becomes the broker,\n"
    "  for good (--show-jail broker). Otherwise it forks the broker and\n"
    "  stays: see below.\n"
    "With session_support=YES it forks two keepers, which stay root and\n"
    "  have no jail, since PAM's modules need all that is root's to close\n"
    "  a session. They read nothing; nobody can talk to them.\n"
    "Started without root it has the rights of whoever started it.\n";
const struct manifest monitor_manifest = {
	.role = "monitor", .tag = "[priv]",
	.identity = "root, or whoever started oneftpd",
	.root = ROOT_UNCHANGED,
	.files = FILES_WRITE,
	.reasons = monitor_reasons,
};

/* The capability only where chown_uploads needs it. */
#define THAT_STAYS \
	.identity = "nopriv_user with its primary group and no other", \
	.root = ROOT_EMPTY, \
	.files = FILES_NONE, \
	.no_processes = true, \
	.address_space = (uint64_t)256 << 20, \
	.capabilities = "CAP_CHOWN", \
	.without_landlock = true

static const char staying_reasons[] =
    "It stays where chown_uploads is on, and does one deed: give a file\n"
    "  of the session's user away to chown_username. The broker, which\n"
    "  asks, may be hostile: no path or number comes with a request.\n"
    "No Landlock: it would keep the kernel from telling the engine that\n"
    "  this process has ended. No call here takes a path, and its root\n"
    "  is empty.\n"
    "Files may grow: its log does.\n";
const struct manifest monitor_staying_manifest = {
	.role = "monitor", .tag = "[priv], after login",
	THAT_STAYS,
	.filter = staying_filter,
	.filter_length = COUNT_OF(staying_filter),
	.calls = staying_calls,
	.call_count = COUNT_OF(staying_calls),
	.reasons = staying_reasons,
};

static const char signing_reasons[] =
    "In an encrypted session with require_ssl_reuse=NO, where each data\n"
    "  connection may need a signature. It has the private key, and signs\n"
    "  what a TLS server signs in a handshake and nothing else, whoever\n"
    "  asks. For the rest it is as any monitor that stays.\n";
const struct manifest monitor_signing_manifest = {
	.role = "monitor", .tag = "[priv], after login, with TLS",
	THAT_STAYS,
	.filter = signing_filter,
	.filter_length = COUNT_OF(signing_filter),
	.calls = signing_calls,
	.call_count = COUNT_OF(signing_calls),
	.reasons = signing_reasons,
};

static const char keeping_reasons[] =
    "With listen=YES and ssl_enable=YES the listener starts it, and again\n"
    "  whenever certificates or keys have changed. It has the private keys\n"
    "  of all sessions, none of which has any: it signs for them what a\n"
    "  TLS server signs in a handshake and nothing else, whoever asks.\n"
    "It has no log, no file and no connection but with monitors.\n";
const struct manifest monitor_keeping_manifest = {
	.role = "monitor", .tag = "keeper of a listener's keys",
	.identity = "nopriv_user with its primary group and no other",
	.root = ROOT_EMPTY,
	.files = FILES_NONE,
	.no_processes = true,
	.address_space = (uint64_t)256 << 20,
	.filter = signing_filter,
	.filter_length = COUNT_OF(signing_filter),
	.calls = signing_calls,
	.call_count = COUNT_OF(signing_calls),
	.reasons = keeping_reasons,
};
