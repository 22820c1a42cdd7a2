/* SPDX-License-Identifier: ISC */
/*
 * The built-in superserver: see listener.h. Root; it reads no byte of a
 * connection and knows no FTP. A session is a fork, not an exec.
 */
#include "listener/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/fail.h"
#include "base/fd.h"
#include "base/span.h"
#include "listener/children.h"
#include "listener/sockets.h"

struct listener {
	struct conf_load *load;
	const struct listener_start *start;
	struct sockets sockets;
	struct children children;
	bool is_closing;	/* no more clients; it ends with the last */
	int kept;		/* for sessions */
	sigset_t waking;	/* the mask while it waits */
};

/* Set by the handlers, which can do no more; looked at between two waits. */
static volatile sig_atomic_t got_hup, got_term, got_int;

static void
note_signal(int signal)
{
	switch (signal) {
	case SIGHUP:
		got_hup = 1;
		break;
	case SIGTERM:
		got_term = 1;
		break;
	case SIGINT:
		got_int = 1;
		break;
	default:
		break;	/* SIGCHLD: it only has to interrupt the wait */
	}
}

/* In the background -------------------------------------------------------- */

/*
 * The parent waits for the child's word that it listens, so that its exit
 * status tells the truth; then the child lets go of terminal and parent.
 * Returns the descriptor to say it on.
 */
static int
go_to_background(void)
{
	int word[2];
	char byte;

	if (pipe2(word, O_CLOEXEC) == -1)
		fatal("pipe: %s", strerror(errno));
	switch (fork()) {
	case -1:
		fatal("cannot go to the background: %s", strerror(errno));
	case 0:
		fd_close(&word[0]);
		return word[1];
	default:
		fd_close(&word[1]);
		_exit(read(word[0], &byte, 1) == 1 ? EXIT_SUCCESS
		    : EXIT_FAILURE);
	}
}

static void
say_it_listens(int word)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)setsid();
	if (null == NO_FD || dup2(null, 0) == -1 || dup2(null, 1) == -1 ||
	    dup2(null, 2) == -1)
		fatal("cannot redirect to /dev/null: %s", strerror(errno));
	fd_close(&null);
	(void)!write(word, "", 1);
	fd_close(&word);
}

/* Sessions ----------------------------------------------------------------- */

static struct in6_addr
address_of(const struct sockaddr_storage *peer)
{
	struct in6_addr address = IN6ADDR_ANY_INIT;

	if (peer->ss_family == AF_INET6) {
		address = ((const struct sockaddr_in6 *)peer)->sin6_addr;
	} else {
		address.s6_addr[10] = address.s6_addr[11] = 0xff;
		memcpy(&address.s6_addr[12],
		    &((const struct sockaddr_in *)peer)->sin_addr, 4);
	}
	return address;
}

static void
reset_signals(const struct listener *listener)
{
	(void)signal(SIGHUP, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, &listener->waking, NULL);
}

static void NORETURN
become_session(const struct listener *listener, int connection,
    unsigned clients_here, bool is_implicit)
{
	/* This process's own, as all of its memory. */
	if (is_implicit)
		listener->load->conf->implicit_ssl = true;
	reset_signals(listener);
	if (dup2(connection, 0) == -1)
		fatal("dup2: %s", strerror(errno));
	fd_close_from_but(3, listener->kept);
	listener->start->session(listener->load, listener->children.count + 1,
	    clients_here);
}

static void
start_session(struct listener *listener, int connection,
    const struct sockaddr_storage *peer, bool is_implicit)
{
	struct in6_addr address = address_of(peer);
	unsigned here = children_from(&listener->children, &address) + 1;
	pid_t pid;

	listener->kept = listener->start->renew(listener->load);
	pid = child_fork();
	if (pid == 0)
		become_session(listener, connection, here, is_implicit);
	/* Without a process there is no session: the client sees the close. */
	if (pid > 0)
		children_add(&listener->children, pid, &address);
}

static void
accept_all(struct listener *listener, int socket, bool is_implicit)
{
	for (;;) {
		struct sockaddr_storage peer;
		socklen_t size = sizeof(peer);
		int connection = accept4(socket, (struct sockaddr *)&peer,
		    &size, SOCK_CLOEXEC);

		if (connection == NO_FD)
			return;
		start_session(listener, connection, &peer, is_implicit);
		fd_close(&connection);
	}
}

/* The loop ----------------------------------------------------------------- */

static void
reap(struct listener *listener)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		children_remove(&listener->children, pid);
}

/* What does not parse changes nothing: the old settings stay. */
static void
reload(struct listener *listener)
{
	struct conf_load *fresh;

	manager_tell_reloading(listener->start->manager);
	fresh = listener->start->reload();
	if (fresh != NULL)
		listener->load = fresh;
	manager_tell(listener->start->manager, "READY=1");
}

static void
stop_listening(struct listener *listener)
{
	char lines[96];

	(void)snprintf(lines, sizeof(lines), "STOPPING=1\n"
	    "STATUS=Closed; %u sessions go on.", listener->children.count);
	manager_tell(listener->start->manager, lines);
	sockets_close(&listener->sockets);
	listener->is_closing = true;
}

static void NORETURN
end_with_sessions(const struct listener *listener)
{
	children_signal(&listener->children, SIGTERM);
	_exit(EXIT_SUCCESS);
}

static void
heed_signals(struct listener *listener)
{
	if (got_int || (got_term && listener->is_closing))
		end_with_sessions(listener);
	if (got_term)
		stop_listening(listener);
	if (got_hup && !listener->is_closing)
		reload(listener);
	got_hup = got_term = 0;
}

/* Blocked except while waiting, so that none is missed between two looks. */
static void
catch_signals(struct listener *listener)
{
	static const int signals[] = { SIGHUP, SIGTERM, SIGINT, SIGCHLD };
	struct sigaction action = { .sa_handler = note_signal };
	sigset_t blocked;

	(void)sigemptyset(&blocked);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		(void)sigaddset(&blocked, signals[i]);
		(void)sigaction(signals[i], &action, NULL);
	}
	(void)sigprocmask(SIG_BLOCK, &blocked, &listener->waking);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)sigdelset(&listener->waking, signals[i]);
}

static void
listener_init(struct listener *listener, const struct listener_start *start)
{
	void *list = mmap(NULL, CHILDREN_MOST * sizeof(struct child),
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
	    MAP_NORESERVE, -1, 0);

	if (list == MAP_FAILED)
		fatal("no memory for the list of sessions: %s",
		    strerror(errno));
	*listener = (struct listener){
		.load = start->load, .start = start,
		.children = { .list = list },
	};
}

static void
tell_that_it_lives(const struct listener *listener)
{
	char lines[64];

	(void)snprintf(lines, sizeof(lines), "WATCHDOG=1\nSTATUS=%u sessions.",
	    listener->children.count);
	manager_tell(listener->start->manager, lines);
}

/* What has happened until something did, or it is time to say that we live. */
static void
serve(struct listener *listener)
{
	const struct manager *manager = listener->start->manager;
	const struct timespec watchdog = {
		.tv_sec = manager->watchdog_ms / 1000,
		.tv_nsec = manager->watchdog_ms % 1000 * 1000000L,
	};
	int ready = ppoll(listener->sockets.list, listener->sockets.count,
	    manager->watchdog_ms == -1 ? NULL : &watchdog, &listener->waking);

	if (manager->watchdog_ms != -1)
		tell_that_it_lives(listener);
	heed_signals(listener);
	reap(listener);
	for (nfds_t i = 0; ready > 0 && i < listener->sockets.count; i++)
		if (listener->sockets.list[i].revents != 0)
			accept_all(listener, listener->sockets.list[i].fd,
			    i >= listener->sockets.implicit);
}

void
listener_run(const struct listener_start *start)
{
	struct listener listener;
	/* The first process of a container is all there is of it. */
	int word = start->load->conf->background && getpid() != 1
	    ? go_to_background() : NO_FD;

	listener_init(&listener, start);
	/* Before the first client has to wait for it. */
	listener.kept = start->renew(listener.load);
	if (start->manager->sockets > 0)
		sockets_take(&listener.sockets, MANAGER_FIRST_FD,
		    start->manager->sockets);
	else
		sockets_open(&listener.sockets, start->load->conf,
		    start->listen_v4, start->listen_v6);
	catch_signals(&listener);
	if (word != NO_FD)
		say_it_listens(word);
	manager_tell(start->manager, "READY=1");
	while (!listener.is_closing || listener.children.count > 0)
		serve(&listener);
	_exit(EXIT_SUCCESS);
}
