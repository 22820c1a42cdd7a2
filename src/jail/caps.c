/* SPDX-License-Identifier: ISC */
/*
 * Capabilities of a role that is not root and yet needs one or two: see
 * steps.h. The others lose theirs with uid 0, without a call.
 */
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "jail/steps.h"

#define REMEDY "start oneftpd as root with all capabilities"

void
caps_prepare(void)
{
	must(prctl(PR_SET_KEEPCAPS, 1), REMEDY, "prctl(PR_SET_KEEPCAPS, 1)");
}

void
caps_keep(uint32_t wanted)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	/* The second half is of capabilities from 32 up: none. */
	const struct __user_cap_data_struct exactly[2] = {
		{ .effective = wanted, .permitted = wanted },
	};

	must((int)syscall(SYS_capset, &header, exactly), REMEDY,
	    "capset(%#x)", wanted);
	must(prctl(PR_SET_KEEPCAPS, 0), REMEDY, "prctl(PR_SET_KEEPCAPS, 0)");
}
