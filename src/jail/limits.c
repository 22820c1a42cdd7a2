/* SPDX-License-Identifier: ISC */
/* Resource limits: see steps.h. */
#include <sys/resource.h>

#include "jail/sanitizer.h"
#include "jail/steps.h"

#define REMEDY "look for a filter that oneftpd was started under"

/* Lower than inherited only: raising takes a right that is gone by now. */
static void
limit_memory(rlim_t bytes)
{
	struct rlimit memory;

	must(getrlimit(RLIMIT_AS, &memory), REMEDY, "getrlimit(RLIMIT_AS)");
	if (bytes < memory.rlim_max)
		memory.rlim_max = bytes;
	if (memory.rlim_max < memory.rlim_cur)
		memory.rlim_cur = memory.rlim_max;
	must(setrlimit(RLIMIT_AS, &memory), REMEDY,
	    "setrlimit(RLIMIT_AS, %llu)", (unsigned long long)bytes);
}

void
limits_apply(const struct manifest *manifest, bool writes_files)
{
	const struct rlimit none = { 0, 0 };

	if (manifest->no_processes)
		must(setrlimit(RLIMIT_NPROC, &none), REMEDY,
		    "setrlimit(RLIMIT_NPROC, 0)");
	if (SANITIZED)
		return;
	if (manifest->no_file_growth && !writes_files)
		must(setrlimit(RLIMIT_FSIZE, &none), REMEDY,
		    "setrlimit(RLIMIT_FSIZE, 0)");
	if (manifest->address_space != 0)
		limit_memory(manifest->address_space);
}
