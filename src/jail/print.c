/* SPDX-License-Identifier: ISC */
/* A manifest in words, for oneftpd --show-jail ROLE: see jail.h. */
#include "base/span.h"
#include "jail/jail.h"

static const char *const root_text[] = {
	[ROOT_UNCHANGED] = "the machine's root directory",
	[ROOT_EMPTY] = "a directory with nothing in it (secure_chroot_dir)",
	[ROOT_SESSION] = "the session's root, where sessions are chrooted",
};

static const char *const files_text[] = {
	[FILES_NONE] = "no path can be opened at all",
	[FILES_READ] = "reading, only beneath the session's root",
	[FILES_WRITE] = "reading and changing, only beneath the session's root",
};

static void
show_limits(FILE *out, const struct manifest *manifest)
{
	if (manifest->capabilities != NULL)
		(void)fprintf(out, "  %-10s %s\n", "may keep",
		    manifest->capabilities);
	if (manifest->no_processes)
		(void)fprintf(out, "  %-10s none can be started\n",
		    "processes");
	if (manifest->address_space != 0)
		(void)fprintf(out, "  %-10s %llu MiB of addresses at most\n",
		    "memory",
		    (unsigned long long)(manifest->address_space >> 20));
	if (manifest->no_file_growth)
		(void)fprintf(out, "  %-10s no file can be written to\n",
		    "growth");
}

static void
show_calls(FILE *out, const struct jail_call *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct jail_call *call = &calls[i];

		(void)fprintf(out, "  %-18s %s%s\n", call->name, call->why,
		    call->number == -1 ? " (not on this machine)" : "");
		if (call->when[0] != '\0')
			(void)fprintf(out, "  %-18s   only if %s\n", "",
			    call->when);
	}
}

static void
show_filter(FILE *out, const struct manifest *manifest)
{
	if (manifest->filter == NULL) {
		(void)fprintf(out, "\nSystem calls: no filter.\n");
		return;
	}
	(void)fprintf(out, "\nSystem calls that it may make; any other one "
	    "fails with EPERM and is logged:\n");
	show_calls(out, manifest->calls, manifest->call_count);
	(void)fprintf(out, "\nSystem calls that end it at once, because only "
	    "an attack makes them:\n");
	show_calls(out, jail_attacks, jail_attack_count);
}

static void
show_reasons(FILE *out, struct span lines)
{
	while (lines.len > 0) {
		struct span line = span_split(&lines, '\n');

		(void)fprintf(out, "  %.*s\n", SPAN_ARGS(line));
	}
}

void
jail_show(FILE *out, const struct manifest *manifest)
{
	(void)fprintf(out, "%s %s\n", manifest->role, manifest->tag);
	(void)fprintf(out, "  %-10s %s\n", "identity", manifest->identity);
	(void)fprintf(out, "  %-10s %s\n", "root", root_text[manifest->root]);
	if (manifest->root != ROOT_UNCHANGED)
		(void)fprintf(out, "  %-10s %s\n", "files",
		    files_text[manifest->files]);
	show_limits(out, manifest);
	(void)fprintf(out, "\nWhy:\n");
	show_reasons(out, span_of(manifest->reasons));
	show_filter(out, manifest);
}
