/* SPDX-License-Identifier: ISC */
/* Who may connect at all: see admit.h. Monitor, as root. */
#include "monitor/admit.h"

#include "base/module.h"
#include "monitor/fault.h"
#include "monitor/wrap.h"

static wrap_function
load_wrap(const char **why_out)
{
	wrap_function allows;

	/* POSIX's own way to get a function out of dlsym. */
	*(void **)&allows = module_symbol("wrap", "oneftpd_wrap_allows",
	    why_out);
	return allows;
}

void
admit_preload(const struct conf *conf)
{
	const char *why = NULL;

	if (conf->tcp_wrappers)
		(void)load_wrap(&why);
}

/* To libwrap, an IPv4 address within an IPv6 one is an IPv6 address. */
static union address
for_libwrap(const union address *address)
{
	uint32_t host = address_ipv4(address);
	union address v4 = { .v4 = {
		.sin_family = AF_INET, .sin_addr.s_addr = host,
	} };

	if (host == 0)
		return *address;
	address_set_port(&v4, address_port(address));
	return v4;
}

bool
admit_is_allowed_by_wrap(const struct monitor *monitor)
{
	union address client, server;
	const char *why = NULL;
	wrap_function allows;

	if (!monitor->conf->tcp_wrappers)
		return true;
	allows = load_wrap(&why);
	if (allows == NULL) {
		fault_log("tcp_wrappers=YES, but libwrap cannot be loaded, so "
		    "everybody is refused: %s; install it or set "
		    "tcp_wrappers=NO", why);
		return false;
	}
	client = for_libwrap(&monitor->facts.peer);
	server = for_libwrap(&monitor->facts.local);
	return allows(monitor->conf->wrap_daemon_name, 0, &client, &server);
}

const struct refusal_text refused_full = {
	"Too many users are connected; try again later.",
	"Connection refused: too many sessions.",
};

const struct refusal_text refused_full_here = {
	"Too many connections from your address.",
	"Connection refused: too many sessions for this address.",
};

static const struct refusal_text refused_by_wrap = {
	"Service not available.",
	"Connection refused: tcp_wrappers denial.",
};

static struct refusal_text
count_client(const struct monitor *monitor)
{
	const struct conf *conf = monitor->conf;
	const struct session_facts *facts = &monitor->facts;

	if (conf->max_clients > 0 && facts->clients > conf->max_clients)
		return refused_full;
	if (conf->max_per_ip > 0 && facts->clients_here > conf->max_per_ip)
		return refused_full_here;
	return (struct refusal_text){ NULL, NULL };
}

struct refusal_text
admit_client(const struct monitor *monitor, bool allowed_by_wrap)
{
	struct refusal_text refusal = { NULL, NULL };

	if (monitor->presence.page == NULL)
		refusal = count_client(monitor);
	if (refusal.reply == NULL && !allowed_by_wrap)
		return refused_by_wrap;
	return refusal;
}
