/* SPDX-License-Identifier: ISC */
/* Certificates ahead of sessions: see stock.h. Listener, as root; and the
 * sessions that it forks. */
#include "monitor/stock.h"

#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "monitor/certify.h"
#include "monitor/fault.h"
#include "monitor/keeper.h"

/* How to tell that a file is another one, or has been written to. */
struct stamp {
	dev_t device;
	ino_t number;
	off_t size;
	struct timespec modified, changed;
};

#define FILES (2 * TLS_IDENTITIES + 1)

/* What a listener has found: its sessions, forks of it, find it here. */
static struct {
	bool is_current;	/* the configuration has not been read since */
	struct tls_settings settings;	/* of the context */
	struct stamp stamps[FILES];	/* of the last attempt */
	struct tls_context *context;	/* NULL: there is none */
	int door;			/* of the keeper, with a context */
	bool is_refused;		/* the files that are there now: */
	struct tls_why why;
} stock;

/* The files ---------------------------------------------------------------- */

static struct stamp
stamp_of(const char *path)
{
	struct stamp stamp;
	struct stat facts;

	/* All of it, for stamps are compared with their padding. */
	memset(&stamp, 0, sizeof(stamp));
	if (path == NULL || stat(path, &facts) == -1)
		return stamp;
	stamp.device = facts.st_dev;
	stamp.number = facts.st_ino;
	stamp.size = facts.st_size;
	stamp.modified = facts.st_mtim;
	stamp.changed = facts.st_ctim;
	return stamp;
}

static void
stamp_all(const struct tls_settings *settings, struct stamp stamps[FILES])
{
	struct stamp *next = stamps;

	for (size_t i = 0; i < TLS_IDENTITIES; i++) {
		*next++ = stamp_of(settings->identities[i].certificate);
		*next++ = stamp_of(settings->identities[i].key);
	}
	*next = stamp_of(settings->authorities);
}

/* Renewal ------------------------------------------------------------------ */

static void
replace(const struct tls_object *tls, const struct tls_settings *settings,
    struct tls_context *context, int door)
{
	if (stock.context != NULL) {
		tls->context_free(stock.context);
		fd_close(&stock.door);
	}
	stock.context = context;
	stock.settings = *settings;
	stock.door = door;
	stock.is_refused = false;
}

/* The keys last: that they fit their certificates is looked at with them. */
static void
read_again(const struct conf *conf, const struct tls_settings *settings)
{
	const struct tls_object *tls = certify_object();
	struct tls_context *context;
	int door = NO_FD;

	stock.is_refused = true;
	if (tls == NULL)
		return;
	context = tls->context_new(settings, &stock.why);
	if (context == NULL)
		return;
	door = keeper_start(conf, tls, settings, &stock.why);
	if (door != NO_FD)
		replace(tls, settings, context, door);
	else
		tls->context_free(context);
}

int
stock_renew(const struct conf_load *load)
{
	struct tls_settings settings;
	struct stamp stamps[FILES];

	if (!load->conf->ssl_enable)
		return NO_FD;
	settings = certify_settings(load);
	stamp_all(&settings, stamps);
	if (!stock.is_current ||
	    memcmp(stamps, stock.stamps, sizeof(stamps)) != 0 ||
	    (stock.context != NULL && keeper_has_gone(stock.door))) {
		memcpy(stock.stamps, stamps, sizeof(stamps));
		stock.is_current = true;
		read_again(load->conf, &settings);
	}
	return stock.context != NULL ? stock.door : NO_FD;
}

void
stock_forget(void)
{
	stock.is_current = false;
}

/* Sessions ----------------------------------------------------------------- */

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* hosts.allow may give an address options of its own. */
static bool
are_same(const struct tls_settings *a, const struct tls_settings *b)
{
	for (size_t i = 0; i < TLS_IDENTITIES; i++)
		if (!is_same(a->identities[i].certificate,
		    b->identities[i].certificate) ||
		    !is_same(a->identities[i].key, b->identities[i].key))
			return false;
	return is_same(a->authorities, b->authorities) &&
	    is_same(a->ciphers, b->ciphers) &&
	    is_same(a->host_name, b->host_name) &&
	    a->tlsv12 == b->tlsv12 && a->tlsv13 == b->tlsv13 &&
	    a->request_certificate == b->request_certificate &&
	    a->require_certificate == b->require_certificate &&
	    a->validate_certificate == b->validate_certificate;
}

bool
stock_lend(struct monitor *monitor, const struct tls_settings *settings)
{
	if (stock.context == NULL || !are_same(settings, &stock.settings))
		return false;
	if (stock.is_refused)
		fault_log("new certificates or keys are not used, those "
		    "before them are: %s", stock.why.text);
	monitor->tls_context = stock.context;
	monitor->door = stock.door;
	return true;
}
