/* SPDX-License-Identifier: ISC */
/*
 * What the engine may do, and why. It parses what strangers send, so all that
 * it needs is opened by others and handed to it. System calls: calls.def.
 */
#include "engine/manifest.h"

#include <linux/futex.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define WITH_TLS(...)
#define FILTER engine_filter
#define FILTER_TABLE engine_calls
#define FILTER_ROWS "engine/calls.def"
#include "jail/filter.h"
#undef WITH_TLS

#define WITH_TLS(...) __VA_ARGS__
#define FILTER engine_tls_filter
#define FILTER_TABLE engine_tls_calls
#define FILTER_ROWS "engine/calls.def"
#include "jail/filter.h"

/* With TLS or without: only calls differ. */
#define AN_ENGINE \
	.identity = "nopriv_user with its primary group and no other", \
	.root = ROOT_EMPTY, \
	.files = FILES_NONE, \
	.no_processes = true, \
	.address_space = (uint64_t)256 << 20, \
	.no_file_growth = true, \
	.parent_death_signal = SIGTERM

static const char engine_reasons[] =
    "It reads what strangers send before anybody has logged in. Whoever\n"
    "  takes it over must find nothing to use but the descriptors that\n"
    "  it was handed.\n"
    "Landlock: no file, no TCP bind or connect, no abstract socket, no\n"
    "  signal to another process.\n"
    "Capabilities: none, since its uid is not 0. The bounding set\n"
    "  stays: it limits what exec can gain, and there is no exec;\n"
    "  emptying it would take 41 more calls per process.\n"
    "No file can grow, unless write_enable lets somebody upload: then\n"
    "  it is handed files to write to, and each by the broker.\n"
    "No network namespace: the filter has no socket call, so it would\n"
    "  add nothing. With seccomp_sandbox=NO, isolate_network=YES makes\n"
    "  one.\n";
const struct manifest engine_manifest = {
	.role = "engine", .tag = "[net]",
	AN_ENGINE,
	.filter = engine_filter,
	.filter_length = COUNT_OF(engine_filter),
	.calls = engine_calls,
	.call_count = COUNT_OF(engine_calls),
	.reasons = engine_reasons,
};

static const char engine_tls_reasons[] =
    "With ssl_enable=YES. OpenSSL has its algorithms and the certificate\n"
    "  before the jail is closed, and needs memory and random numbers\n"
    "  beside what the engine always needs.\n"
    "The private key is not here: the monitor has it, and signs what is\n"
    "  part of a handshake and nothing else.\n";
const struct manifest engine_tls_manifest = {
	.role = "engine", .tag = "[net], with TLS",
	AN_ENGINE,
	.filter = engine_tls_filter,
	.filter_length = COUNT_OF(engine_tls_filter),
	.calls = engine_tls_calls,
	.call_count = COUNT_OF(engine_tls_calls),
	.reasons = engine_tls_reasons,
};
