/* SPDX-License-Identifier: ISC */
/*
 * The life of a session: see monitor.h. The order of the steps before the
 * greeting is part of the specification (protocol.md 1.1). Monitor, as root;
 * no byte of the client is read in this process, but a load balancer's header.
 */
#include "monitor/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/fail.h"
#include "base/fd.h"
#include "base/wipe.h"
#include "log/event.h"
#include "log/title.h"
#include "monitor/admit.h"
#include "monitor/authenticate.h"
#include "monitor/announce.h"
#include "monitor/certify.h"
#include "monitor/fault.h"
#include "monitor/greet.h"
#include "monitor/learn.h"
#include "monitor/login.h"
#include "monitor/logs.h"
#include "monitor/presence.h"
#include "monitor/proxy.h"
#include "monitor/spawn.h"
#include "monitor/stock.h"
#include "wire/refusal.h"

#define ARENA_CEILING ((size_t)1 << 20)	/* lists of 100000 bytes */

/* One per process: fatal() has no argument that could carry it. */
static struct monitor the_monitor;

/* Ending ------------------------------------------------------------------- */

/*
 * Before the engine is there, the client is ours to tell. Afterwards it is the
 * engine's, and only an open login can be answered.
 */
static void
report_failure(enum failure kind, const char *text)
{
	struct monitor *monitor = &the_monitor;
	struct msg_login_reply answer = {
		.verdict = VERDICT_FAULT, .user = span_of(""),
		.settings = span_of(""), .message = span_of(""),
	};
	int status;

	fault_log("%s%s", kind == FAILURE_BUG ? "bug: " : "", text);
	if (monitor->engine_pid == 0) {
		fault_tell_client(0);
	} else if (monitor->login_is_open) {
		answer.reference = span_of(fault_reference());
		(void)!channel_send_login_reply(&monitor->engine, &answer);
		/* Our death is a signal to the engine, and would overtake the
		 * answer: let it tell the client first. */
		if (monitor->engine_pid != NOT_OUR_CHILD)
			(void)!child_reap(monitor->engine_pid,
			    FAREWELL_MS, &status);
	}
}

void
monitor_refuse_faulty(void)
{
	fault_tell_client(0);
	_exit(EXIT_FATAL);
}

void
monitor_end(struct monitor *monitor)
{
	fd_close(&monitor->engine.fd);
	_exit(spawn_reap_engine(monitor));
}

/* Told to end, by its listener or an administrator: the engine notices, and
 * tells the client. The broker that we may have become ends the same way. */
static void
on_term(int signal)
{
	(void)signal;
	_exit(EXIT_FAILURE);
}

/* Standard output and error ------------------------------------------------ */

/*
 * Standard error of a superserver's child often is the control connection: a
 * message of a library there would be read by the client.
 */
static bool
is_control_connection(int fd)
{
	struct stat control, other;

	return fstat(0, &control) == 0 && fstat(fd, &other) == 0 &&
	    control.st_dev == other.st_dev && control.st_ino == other.st_ino;
}

/* Of a listener: standard output is where a log goes. */
static bool output_is_kept;

void
monitor_keep_output(void)
{
	output_is_kept = true;
}

void
monitor_drop_output(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null == NO_FD || dup2(null, STDOUT_FILENO) == -1)
		fatal("cannot redirect to /dev/null: %s", strerror(errno));
	fd_close(&null);
}

void
monitor_report_failures(void)
{
	fail_report_to(report_failure);
}

void
monitor_prepare(void)
{
	monitor_report_failures();
	monitor_drop_output();
	if (is_control_connection(STDERR_FILENO) &&
	    dup2(STDOUT_FILENO, STDERR_FILENO) == -1)
		fatal("cannot redirect to /dev/null: %s", strerror(errno));
}

/* Before the greeting ------------------------------------------------------ */

static void
put_peer_text(struct session_facts *facts)
{
	struct buf text = BUF_OVER(facts->peer_text);
	char link[IF_NAMESIZE];

	address_put(&text, &facts->peer);
	if (facts->peer.any.sa_family == AF_INET6 &&
	    facts->peer.v6.sin6_scope_id != 0 &&
	    if_indextoname(facts->peer.v6.sin6_scope_id, link) != NULL)
		buf_putf(&text, "%%%s", link);
	(void)buf_text(&text);
}

static void
learn_addresses(struct session_facts *facts)
{
	socklen_t size = sizeof(facts->peer);

	if (getpeername(0, &facts->peer.any, &size) == -1) {
		/* Whoever only wants to know whether the port is open. */
		if (errno == ENOTCONN)
			_exit(EXIT_FAILURE);
		fatal("standard input is not a connection: %s; start this "
		    "from a superserver, or set listen=YES", strerror(errno));
	}
	size = sizeof(facts->local);
	if (getsockname(0, &facts->local.any, &size) == -1 ||
	    (facts->peer.any.sa_family != AF_INET &&
	    facts->peer.any.sa_family != AF_INET6))
		fatal("standard input is not a TCP connection; start this "
		    "from a superserver, or set listen=YES");
}

/* VSFTPD_LOAD_CONF: hosts.allow's way to give an address its own options. */
static void
load_host_file(struct monitor *monitor)
{
	const char *path = getenv("VSFTPD_LOAD_CONF");

	if (path != NULL && conf_load_file(monitor->load, path) == -1)
		monitor_refuse_faulty();
	if (conf_check(monitor->load, false) == -1)
		monitor_refuse_faulty();
}

/* The client's clock starts now: a dead peer is found, replies go at once. */
static void
prepare_control(void)
{
	int on = 1;

	(void)setsockopt(0, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	(void)setsockopt(0, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(0, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
}

static void
prepare_process(const struct monitor_start *start)
{
	(void)signal(SIGPIPE, SIG_IGN);
	/* EFBIG tells of it: a log may have come to its limit, or an upload. */
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)signal(SIGTERM, on_term);
	(void)umask(077);
	(void)setsid();
	if (start->has_parent)
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

void
monitor_init(struct monitor *monitor, struct conf_load *load)
{
	monitor->load = load;
	monitor->conf = load->conf;
	monitor->facts.privileged = geteuid() == 0 &&
	    !load->conf->run_as_launching_user;
	monitor->engine_settings = span_of("");
	monitor->door = NO_FD;
	arena_init_over(&monitor->arena, monitor->texts,
	    sizeof(monitor->texts), ARENA_CEILING);
}

void
monitor_preload(const struct conf *conf)
{
	admit_preload(conf);
	authenticate_preload(conf);
	stock_forget();
	if (announce_preload(conf) == -1)
		(void)fprintf(stderr, "oneftpd: pasv_address: \"%s\" has no "
		    "IPv4 address; each session will try again\n",
		    conf->pasv_address);
	log_read_zone();
}

int
monitor_renew(const struct conf_load *load)
{
	return stock_renew(load);
}

/* After the greeting ------------------------------------------------------- */

static void
answer_note(struct monitor *monitor, const struct message *message)
{
	(void)monitor;
	log_set_user(message->as.note.user);
	if (event_from_engine(message->as.note.event,
	    message->as.note.text) == -1)
		event_text(EV_BAD_PACKET,
		    "The engine noted an event that is not its own.");
}

typedef void (*answer)(struct monitor *monitor,
    const struct message *message);

static const answer answers[MSG_count] = {
	[MSG_name] = answer_name,
	[MSG_login] = answer_login,
	[MSG_note] = answer_note,
	[MSG_sign] = answer_sign,
};

/* The engine is to say goodbye after the last try, and nothing else. */
static bool
is_over(const struct monitor *monitor)
{
	if (!monitor->was_last_try || monitor->message.kind == MSG_note)
		return false;
	event_text(EV_BAD_PACKET, "The engine went on after the last try.");
	return true;
}

static void NORETURN
monitor_serve(struct monitor *monitor)
{
	struct message *message = &monitor->message;

	for (;;) {
		switch (channel_receive(&monitor->engine, message)) {
		case RECEIVED:
			if (is_over(monitor))
				monitor_end(monitor);
			answers[message->kind](monitor, message);
			break;
		case PEER_GONE:
			monitor_end(monitor);
		case VIOLATION:
			event_text(EV_BAD_PACKET, "The engine sent %s.",
			    monitor->engine.violation);
			monitor_end(monitor);
		}
		wipe(message, sizeof(*message));
	}
}

void
monitor_run(const struct monitor_start *start)
{
	struct monitor *monitor = &the_monitor;
	struct refusal_text refusal;
	bool allowed;

	monitor_init(monitor, start->load);
	monitor->roles = start->roles;
	monitor->facts.clients = start->clients;
	monitor->facts.clients_here = start->clients_here;
	start->load->report = monitor_report_fault;
	prepare_process(start);
	learn_addresses(&monitor->facts);
	refusal = proxy_learn_client(monitor->conf, 0, &monitor->facts.peer);
	put_peer_text(&monitor->facts);
	log_set_peer(monitor->facts.peer_text);
	allowed = admit_is_allowed_by_wrap(monitor);
	load_host_file(monitor);
	if (greet_is_for_engine(monitor))
		fault_keep_quiet();
	monitor->facts.only_anonymous = !conf_takes_users(monitor->conf);
	learn_accounts(monitor);
	logs_open(monitor->conf);
	if (output_is_kept)
		monitor_drop_output();
	if (monitor->conf->setproctitle_enable)
		title_show(span_of("connected"));
	prepare_control();
	learn_lists(monitor);
	if (refusal.reply == NULL)
		refusal = presence_begin(monitor, allowed);
	if (refusal.reply == NULL)
		refusal = admit_client(monitor, allowed);
	event(EV_CONNECT, &(struct facts){ .text = span_of(refusal.log) });
	if (refusal.reply != NULL)
		greet_refuse(monitor, refusal.reply);
	monitor->facts.announced = announce_address(monitor->conf,
	    &monitor->facts);
	greet(monitor);
	certify_prepare(monitor);
	spawn_engine(monitor);
	monitor_serve(monitor);
}
