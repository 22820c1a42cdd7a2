/* SPDX-License-Identifier: ISC */
/*
 * What the broker may do, and why: in a session that only reads, and in one
 * that writes. It answers an engine that may be hostile. System calls:
 * calls.def.
 */
#include "broker/manifest.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* The kernel's, without a public name: the rest of the type is flags. */
#define SOCK_TYPE_MASK 0xf

#define WRITING(...)
#define WRITING(...)
#define FILTER reading_filter
#define FILTER_TABLE reading_calls
#define FILTER_ROWS "broker/calls.def"
#include "jail/filter.h"
#undef WRITING

#define WRITING(...) __VA_ARGS__
#define WRITING(...) __VA_ARGS__
#define FILTER writing_filter
#define FILTER_TABLE writing_calls
#define FILTER_ROWS "broker/calls.def"
#include "jail/filter.h"

#define IDENTITY "the user of the session with exactly that user's groups"
#define CAPABILITIES \
	"none; for root CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER"
#define ADDRESS_SPACE ((uint64_t)1 << 30)	/* listings fit */

static const char broker_reasons[] =
    "It opens files for the engine, which may be hostile: it must be\n"
    "  able to do no more than its user could do by typing FTP\n"
    "  commands.\n"
    "Paths are resolved beneath the session's root (RESOLVE_IN_ROOT);\n"
    "  chroot and Landlock say the same again. openat2 keeps its flags\n"
    "  in memory, where no filter sees them: it is Landlock that keeps\n"
    "  a reading session from writing.\n"
    "Landlock: no TCP connect in a session without PORT, no abstract\n"
    "  socket, no signal to another process. It cannot kill its engine,\n"
    "  which is another user; it hangs up, and the engine ends by itself.\n"
    "Capabilities: none, since its uid is not 0. If root logs in, those\n"
    "  over files, and no other. The bounding set\n"
    "  stays: it limits what exec can gain, and there is no exec;\n"
    "  emptying it would take 41 more calls per process.\n"
    "Files may grow: its log does.\n";
const struct manifest broker_manifest = {
	.role = "broker", .tag = "[user]", .identity = IDENTITY,
	.root = ROOT_SESSION,
	.files = FILES_READ,
	.no_processes = true,
	.address_space = ADDRESS_SPACE,
	.capabilities = CAPABILITIES,
	.filter = reading_filter,
	.filter_length = COUNT_OF(reading_filter),
	.calls = reading_calls,
	.call_count = COUNT_OF(reading_calls),
	.reasons = broker_reasons,
};

const struct manifest broker_writing_manifest = {
	.role = "broker", .tag = "[user]", .identity = IDENTITY,
	.root = ROOT_SESSION,
	.files = FILES_WRITE,
	.no_processes = true,
	.address_space = ADDRESS_SPACE,
	.capabilities = CAPABILITIES,
	.filter = writing_filter,
	.filter_length = COUNT_OF(writing_filter),
	.calls = writing_calls,
	.call_count = COUNT_OF(writing_calls),
	.reasons = broker_reasons,
};
