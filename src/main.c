/* SPDX-License-Identifier: ISC */
/*
 * Arguments and choice of mode: one session on standard input, the listener,
 * or one of the questions (--check, --dump-config, --show-jail). Root; reads
 * the command line and configuration files, nothing from the network. The
 * three roles are put together here, because none of them knows another.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/help.h"
#include "admin/kick.h"
#include "admin/user.h"
#include "admin/who.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/fd.h"
#include "broker/manifest.h"
#include "broker/run.h"
#include "conf/conf.h"
#include "conf/show.h"
#include "engine/manifest.h"
#include "engine/run.h"
#include "listener/listener.h"
#include "log/event.h"
#include "log/title.h"
#include "monitor/explain.h"
#include "monitor/logs.h"
#include "monitor/manifest.h"
#include "monitor/run.h"

#define DEFAULT_FILE "/etc/vsftpd.conf"
#define OWN_FILE "/etc/oneftpd.conf"	/* what is installed */
#define CONF_CEILING ((size_t)4 << 20)

static const char usage[] =
    "Usage: oneftpd [FILE...] [-oNAME=VALUE...]\n"
    "       oneftpd --check | --dump-config [FILE...] [-oNAME=VALUE...]\n"
    "       oneftpd --check --user NAME [FILE...] [-oNAME=VALUE...]\n"
    "       oneftpd --show-jail monitor | broker | engine\n"
    "       oneftpd user add | passwd | del | list ...\n"
    "       oneftpd who [--json | --prometheus | --watch]\n"
    "       oneftpd kick ID | USER | ADDRESS\n"
    "\n"
    "Serves one FTP connection on standard input, started by xinetd, inetd or\n"
    "systemd; or listens itself when the configuration says listen=YES.\n"
    "Files and settings count from left to right; without a file,\n"
    DEFAULT_FILE " is read.\n"
    "\n"
    "  -oNAME=VALUE      set one option\n"
    "  --check           report every fault of the configuration\n"
    "  --user NAME       and where a login of this user would lead\n"
    "  --dump-config     print each value and where it came from\n"
    "  --show-jail ROLE  print what a role may do, and why\n"
    "  user ...          change the users of users_file; user --help\n"
    "  who, kick         show sessions, and end them; who --help\n"
    "  --help, --version\n";

enum mode { MODE_SERVE, MODE_CHECK, MODE_DUMP };

/* The command line as it was given: SIGHUP goes through it again. */
struct invocation {
	int count;
	char **arguments;
	enum mode mode;
	int user;		/* where the name of --user is; 0: nowhere */
};

/* One configuration with its memory; two take turns across reloads. */
struct configuration {
	struct conf conf;
	struct conf_load load;
	struct arena arena;
	struct conf_origin *origins;
	char texts[8192];		/* the arena's first */
};

static struct invocation invocation;
static struct configuration configurations[2];

/* Loading ------------------------------------------------------------------ */

static bool
is_setting(const char *argument)
{
	return strncmp(argument, "-o", 2) == 0;
}

/* Every file and setting in its order. Faults are counted in the load. */
static void
load_arguments(struct conf_load *load)
{
	bool any_file = false;

	for (int i = 1; i < invocation.count; i++) {
		const char *argument = invocation.arguments[i];

		if (is_setting(argument)) {
			(void)!conf_load_setting(load, span_of(argument + 2));
		} else if (argument[0] != '-' && i != invocation.user) {
			any_file = true;
			(void)!conf_load_file(load, argument);
		}
	}
	if (!any_file && access(DEFAULT_FILE, F_OK) == 0)
		(void)!conf_load_file(load, DEFAULT_FILE);
}

/* An empty one. */
static struct conf_load *
begin_load(struct configuration *into, conf_fault_reporter report,
    void *context)
{
	if (into->arena.base == NULL)
		arena_init_over(&into->arena, into->texts,
		    sizeof(into->texts), CONF_CEILING);
	arena_reset(&into->arena);
	into->origins = arena_get(&into->arena,
	    option_row_count * sizeof(*into->origins));
	conf_load_init(&into->load, &into->conf, into->origins, &into->arena);
	into->load.report = report;
	into->load.context = context;
	return &into->load;
}

static struct conf_load *
load_into(struct configuration *into, conf_fault_reporter report,
    void *context)
{
	struct conf_load *load = begin_load(into, report, context);

	load_arguments(load);
	return load;
}

/* Out of the way of titles, which take the arguments' place. */
static void
move_arguments(void)
{
	static struct arena copies;

	if (copies.base != NULL)
		return;
	if (arena_init(&copies, CONF_CEILING) == -1)
		fatal("no address space: %s", strerror(errno));
	for (int i = 0; i < invocation.count; i++) {
		char *copy = arena_copy(&copies,
		    span_of(invocation.arguments[i]));

		if (copy == NULL)
			fatal("the command line is too long");
		invocation.arguments[i] = copy;
	}
}

/* setproctitle_enable. SIGHUP goes through the arguments again. */
static void
show_listener(const struct conf *conf)
{
	if (!conf->setproctitle_enable)
		return;
	move_arguments();
	log_set_name(conf->syslog_ident);
	title_show(span_of("LISTENER"));
}

/* For SIGHUP: into the half that is not in use. */
static struct conf_load *
reload(void)
{
	static unsigned used;
	struct conf_load *load = load_into(&configurations[1 - used],
	    show_fault, stderr);

	if (conf_check(load, true) == -1 || load->faults > 0) {
		(void)fprintf(stderr,
		    "oneftpd: the old configuration stays in force\n");
		return NULL;
	}
	used = 1 - used;
	monitor_preload(load->conf);
	show_listener(load->conf);
	return load;
}

/* Serving ------------------------------------------------------------------ */

static const struct roles roles = {
	.engine = engine_run, .broker = broker_run,
};

/* The superserver's environment is not ours, but for these. */
static void
clean_environment(void)
{
	static const char *const kept[] = { "TZ", "VSFTPD_LOAD_CONF" };
	const char *values[COUNT_OF(kept)];

	for (size_t i = 0; i < COUNT_OF(kept); i++)
		values[i] = getenv(kept[i]);
	(void)clearenv();
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (values[i] != NULL)
			(void)setenv(kept[i], values[i], 1);
}

static void NORETURN
serve_session(struct conf_load *load, unsigned clients, unsigned clients_here)
{
	monitor_run(&(struct monitor_start){
		.load = load, .roles = &roles, .clients = clients,
		.clients_here = clients_here, .has_parent = clients > 0,
	});
}

/* In a process that the listener forked. */
static void NORETURN
serve_accepted(struct conf_load *load, unsigned clients,
    unsigned clients_here)
{
	monitor_report_failures();
	serve_session(load, clients, clients_here);
}

static void
require_root(const struct conf *conf)
{
	if (geteuid() != 0 && !conf->run_as_launching_user)
		fatal("this must be started by root; to serve as an ordinary "
		    "user, set run_as_launching_user=YES");
}

static bool
is_connection(int fd)
{
	struct stat facts;

	return fstat(fd, &facts) == 0 && S_ISSOCK(facts.st_mode);
}

static void NORETURN
listen_and_serve(struct conf_load *load, const struct manager *manager)
{
	const struct conf *conf = load->conf;
	bool v6 = conf->listen_ipv6;

	/* Everything at once, and now: a session would find it one by one. */
	if (conf_check(load, true) == -1 || load->faults > 0)
		exit(EXIT_FATAL);
	require_root(conf);
	monitor_preload(conf);
	if (logs_use(conf, "stdout"))
		monitor_keep_output();
	else
		monitor_drop_output();
	show_listener(conf);
	listener_run(&(struct listener_start){
	    .load = load,
	    .reload = reload,
	    .renew = monitor_renew,
	    .session = serve_accepted,
	    .manager = manager,
	    /* Only IPv6 was asked for: the default of listen is no wish. */
	    .listen_v4 = conf_is_written(load, "listen") ? conf->listen : !v6,
	    .listen_v6 = v6,
	});
}

/*
 * listen and listen_ipv6 decide when they are written out. Otherwise a socket
 * on standard input is to be served, and anything else means: listen.
 */
static bool
wants_to_listen(const struct conf_load *load, bool connected)
{
	if (load->conf->listen_ipv6)
		return true;
	return conf_is_written(load, "listen") ? load->conf->listen
					       : !connected;
}

static void NORETURN
serve(void)
{
	bool connected = is_connection(STDIN_FILENO);
	struct manager manager = { .fd = NO_FD, .watchdog_ms = -1 };
	struct conf_load *load;

	if (!connected)
		manager_learn(&manager);
	clean_environment();
	if (connected) {
		fd_close_from(3);
		monitor_prepare();
	}
	load = load_into(&configurations[0],
	    connected ? monitor_report_fault : show_fault, stderr);
	if (wants_to_listen(load, connected))
		listen_and_serve(load, &manager);
	if (!connected)
		fatal("listen=NO, and standard input is not a connection: "
		    "start this from xinetd, inetd or systemd, or set "
		    "listen=YES");
	if (load->faults > 0)
		monitor_refuse_faulty();
	require_root(load->conf);
	serve_session(load, 0, 0);
}

/* Questions ---------------------------------------------------------------- */

static int
check(void)
{
	struct conf_load *load = load_into(&configurations[0], show_fault,
	    stdout);

	if (conf_check(load, true) == -1 || load->faults > 0) {
		(void)printf("%u fault%s found.\n", load->faults,
		    load->faults == 1 ? "" : "s");
		return EXIT_FATAL;
	}
	(void)printf("No faults found.\n");
	if (invocation.user == 0)
		return EXIT_SUCCESS;
	(void)putchar('\n');
	return (int)explain_login(load, invocation.arguments[invocation.user]);
}

static int
dump(void)
{
	struct conf_load *load = load_into(&configurations[0], show_fault,
	    stderr);

	show_dump(stdout, load);
	return load->faults > 0 ? EXIT_FATAL : EXIT_SUCCESS;
}

static int
show_jail(const char *role)
{
	static const struct manifest *const manifests[] = {
		&monitor_manifest, &monitor_staying_manifest,
		&monitor_signing_manifest, &monitor_keeping_manifest,
		&broker_manifest, &engine_manifest, &engine_tls_manifest,
	};
	bool any = false;

	for (size_t i = 0; role != NULL && i < COUNT_OF(manifests); i++) {
		if (strcmp(manifests[i]->role, role) != 0)
			continue;
		if (any)
			(void)putchar('\n');
		jail_show(stdout, manifests[i]);
		any = true;
	}
	if (any)
		return EXIT_SUCCESS;
	(void)fprintf(stderr, "oneftpd: --show-jail wants one of: monitor, "
	    "broker, engine\n");
	return EXIT_FATAL;
}

/* Users -------------------------------------------------------------------- */

/* The first of the usual files that names a users file; without any of them
 * the defaults. */
static void
load_usual(struct configuration *into)
{
	static const char usual[][sizeof(OWN_FILE)] = {
		OWN_FILE, DEFAULT_FILE,
	};

	for (size_t i = 0; i < COUNT_OF(usual); i++) {
		struct conf_load *load = begin_load(into, NULL, NULL);

		if (access(usual[i], F_OK) == 0)
			(void)!conf_load_file(load, usual[i]);
		if (load->conf->users_file != NULL)
			return;
	}
}

static struct user_settings
read_user_settings(const char *path)
{
	struct configuration *into = &configurations[0];
	const struct conf *conf = &into->conf;

	if (path == NULL)
		load_usual(into);
	else if (conf_load_file(begin_load(into, show_fault, stderr),
	    path) == -1)
		exit(EXIT_FATAL);
	return (struct user_settings){
		.users_file = conf->users_file,
		.account = conf->guest_username,
		.umask = (mode_t)conf->local_umask,
	};
}

/* The command line --------------------------------------------------------- */

static void
unknown_argument(const char *argument)
{
	(void)fprintf(stderr, "oneftpd: unknown option %s; --help lists them\n",
	    argument);
	exit(EXIT_FATAL);
}

/* The word behind --user, whatever it looks like. */
static void
read_user(int at)
{
	if (invocation.arguments[at] == NULL) {
		(void)fprintf(stderr, "oneftpd: --user wants a name\n");
		exit(EXIT_FATAL);
	}
	invocation.user = at;
}

/* Arguments that answer at once, or set the mode. */
static void
read_argument(int at)
{
	const char *argument = invocation.arguments[at];

	if (argument[0] != '-' || is_setting(argument) ||
	    at == invocation.user)
		return;
	if (is_help(argument)) {
		(void)fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	}
	if (strcmp(argument, "--version") == 0 ||
	    strncmp(argument, "-v", 2) == 0) {
		(void)puts(PACKAGE_STRING);
		exit(EXIT_SUCCESS);
	}
	if (strcmp(argument, "--show-jail") == 0)
		exit(show_jail(invocation.arguments[at + 1]));
	if (strcmp(argument, "--user") == 0)
		read_user(at + 1);
	else if (strcmp(argument, "--check") == 0)
		invocation.mode = MODE_CHECK;
	else if (strcmp(argument, "--dump-config") == 0)
		invocation.mode = MODE_DUMP;
	else
		unknown_argument(argument);
}

int
main(int argc, char **argv)
{
	invocation = (struct invocation){ .count = argc, .arguments = argv };
	title_remember(argv);
	if (argc > 1 && strcmp(argv[1], "user") == 0)
		return user_command(argc - 2, argv + 2, read_user_settings);
	if (argc > 1 && strcmp(argv[1], "who") == 0)
		return who_command(argv + 2);
	if (argc > 1 && strcmp(argv[1], "kick") == 0)
		return kick_command(argv + 2);
	for (int i = 1; i < argc; i++)
		read_argument(i);
	if (invocation.user != 0 && invocation.mode != MODE_CHECK) {
		(void)fprintf(stderr, "oneftpd: --user goes with --check\n");
		return EXIT_FATAL;
	}
	switch (invocation.mode) {
	case MODE_CHECK:
		return check();
	case MODE_DUMP:
		return dump();
	case MODE_SERVE:
		break;
	}
	serve();
}
