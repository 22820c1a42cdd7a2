/* SPDX-License-Identifier: ISC */
/* The manifests as tables: complete, constant, short, and shown in words. */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#include "broker/manifest.h"
#include "engine/manifest.h"
#include "jail/jail.h"
#include "jail/sanitizer.h"
#include "monitor/manifest.h"

/* Long filters cost little, but some: 0.1 us per session for 50 more. */
#define LONGEST_FILTER 320
/* Each of these costs a microsecond per session: see jail/filter.h. */
#define MOST_OFTEN_ROWS 12

static const struct manifest *const filtered[] = {
	&engine_manifest, &broker_manifest, &broker_writing_manifest,
	&monitor_staying_manifest, &monitor_signing_manifest,
	&monitor_keeping_manifest,
	&engine_tls_manifest,
};

static bool
is_text_there(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static bool
has_reasons(const struct jail_call *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_text_there(calls[i].name) ||
		    !is_text_there(calls[i].why) || calls[i].number < -1) {
			(void)printf("# row %zu\n", i);
			return false;
		}
	return count > 0;
}

static bool
has_attack(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->call_count; i++)
		for (size_t k = 0; k < jail_attack_count; k++)
			if (strcmp(manifest->calls[i].name,
			    jail_attacks[k].name) == 0)
				return true;
	return false;
}

/* Is the memory mapped without a right to write? */
static bool
is_constant(const void *at)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long wanted = (unsigned long)at, from, to;
	char line[512], rights[8] = "";
	bool found = false;

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3 &&
		    from <= wanted && wanted < to) {
			found = true;
			break;
		}
	if (maps != NULL)
		(void)fclose(maps);
	return found && rights[0] == 'r' && rights[1] == '-';
}

/* How many rows the kernel walks past at installation. */
static unsigned
often_rows(const struct manifest *manifest)
{
	unsigned rows = 0;

	for (unsigned i = 0; i < manifest->filter_length; i++) {
		const struct sock_filter *at = &manifest->filter[i];

		if (at->code == (BPF_MISC | BPF_TAX))
			return rows;
		if (at->code == (BPF_RET | BPF_K) &&
		    at->k == SECCOMP_RET_ALLOW)
			rows++;
	}
	return rows + 1000;
}

static void
check_filter(const struct manifest *manifest, const char *name)
{
	const struct sock_filter *last =
	    &manifest->filter[manifest->filter_length - 1];

	(void)ok(has_reasons(manifest->calls, manifest->call_count),
	    "%s: each system call has a reason", name);
	(void)ok(!has_attack(manifest), "%s: no allowed call is an attack",
	    name);
	(void)ok(is_constant(manifest->filter),
	    "%s: the filter cannot be written to", name);
	if (!ok(SANITIZED || manifest->filter_length <= LONGEST_FILTER,
	    "%s: the filter has at most %d instructions", name,
	    LONGEST_FILTER))
		(void)printf("# %u\n", manifest->filter_length);
	(void)ok(often_rows(manifest) <= MOST_OFTEN_ROWS,
	    "%s: at most %d calls are decided first", name, MOST_OFTEN_ROWS);
	(void)ok(last->code == (BPF_RET | BPF_K) &&
	    last->k == SECCOMP_RET_TRAP,
	    "%s: what no row names is denied", name);
}

static char *
shown(const struct manifest *manifest)
{
	static char text[32768];
	FILE *out = fmemopen(text, sizeof(text), "w");

	jail_show(out, manifest);
	(void)fclose(out);
	return text;
}

static void
check_text(const struct manifest *manifest, const char *want, const char *name)
{
	const char *text = shown(manifest);

	if (!ok(strstr(text, want) != NULL, "--show-jail %s: %s",
	    manifest->role, name))
		(void)printf("# no \"%s\"\n", want);
}

static void
show_checks(void)
{
	check_text(&engine_manifest, "engine [net]\n", "its name and tag");
	check_text(&engine_manifest, "no path can be opened at all",
	    "what it may open");
	check_text(&engine_manifest, "  sendfile           downloads",
	    "a call with its reason");
	check_text(&engine_manifest, "only if argument 2 is SIOCOUTQ",
	    "a condition of a call");
	check_text(&engine_manifest, "  execve             run another",
	    "a deadly call");
	check_text(&engine_manifest, "256 MiB", "a limit");
	check_text(&broker_manifest, "reading, only beneath",
	    "what a reading session may do");
	check_text(&broker_writing_manifest, "  mkdirat            MKD",
	    "what a writing session may do");
	check_text(&broker_manifest, "only if argument 1 is AF_INET, argument "
	    "2 & SOCK_TYPE_MASK is SOCK_STREAM, argument 3 is 0",
	    "which sockets it may make");
	check_text(&monitor_manifest, "no filter before login", "why");
	check_text(&monitor_staying_manifest,
	    "  may keep   CAP_CHOWN", "what one that stays keeps");
	check_text(&monitor_manifest, "System calls: no filter.",
	    "and no list");
	(void)ok(strstr(shown(&broker_manifest), "mkdirat") == NULL,
	    "a reading session has no call that changes files");
}

int
main(void)
{
	static const char *const names[] = {
		"engine", "broker", "writing broker", "monitor",
		"monitor that signs", "keeper of keys", "engine with TLS",
	};

	for (size_t i = 0; i < COUNT_OF(filtered); i++)
		check_filter(filtered[i], names[i]);
	(void)ok(has_reasons(jail_attacks, jail_attack_count),
	    "each deadly call has a reason");
	(void)ok(monitor_manifest.filter == NULL,
	    "the monitor has no filter before login");
	show_checks();
	return done_testing();
}
