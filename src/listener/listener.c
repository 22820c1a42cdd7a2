/* SPDX-License-Identifier: ISC */
/*
 * The built-in superserver: see listener.h. Root; it reads no byte of a
 * connection and knows no FTP. A session is a fork, not an exec.
 */
#include "listener/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
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

#define BACKLOG 32
#define SOCKETS 2

struct listener {
	struct conf_load *load;
	const struct listener_start *start;
	struct pollfd sockets[SOCKETS];
	nfds_t socket_count;
	struct children children;
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

/* Listening ---------------------------------------------------------------- */

static void
add_socket(struct listener *listener, const struct sockaddr *address,
    socklen_t size, const char *text)
{
	int on = 1;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);

	if (fd == -1)
		fatal("cannot make a listening socket: %s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Beside an IPv4 socket, an IPv6 one must not take IPv4 as well. */
	if (address->sa_family == AF_INET6 && listener->start->listen_v4)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
		    sizeof(on));
	if (bind(fd, address, size) == -1 || listen(fd, BACKLOG) == -1)
		fatal("cannot listen on %s port %u: %s; is another server "
		    "there, or the address not this machine's?", text,
		    listener->load->conf->listen_port & 0xffff,
		    strerror(errno));
	listener->sockets[listener->socket_count++] =
	    (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void
listen_v4(struct listener *listener)
{
	const struct conf *conf = listener->load->conf;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)conf->listen_port),
	};

	if (conf->listen_address != NULL &&
	    inet_aton(conf->listen_address, &address.sin_addr) == 0)
		fatal("listen_address: %s is not an IPv4 address",
		    conf->listen_address);
	add_socket(listener, (struct sockaddr *)&address, sizeof(address),
	    conf->listen_address != NULL ? conf->listen_address : "0.0.0.0");
}

/* address or address%interface */
static void
listen_v6(struct listener *listener)
{
	const struct conf *conf = listener->load->conf;
	struct sockaddr_in6 address = {
		.sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)conf->listen_port),
	};
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 2] = "::";
	char *link;

	if (conf->listen_address6 != NULL)
		(void)snprintf(text, sizeof(text), "%s",
		    conf->listen_address6);
	link = strchr(text, '%');
	if (link != NULL) {
		*link++ = '\0';
		address.sin6_scope_id = if_nametoindex(link);
	}
	if (inet_pton(AF_INET6, text, &address.sin6_addr) != 1 ||
	    (link != NULL && address.sin6_scope_id == 0))
		fatal("listen_address6: %s is not an IPv6 address",
		    conf->listen_address6);
	add_socket(listener, (struct sockaddr *)&address, sizeof(address),
	    conf->listen_address6 != NULL ? conf->listen_address6 : "::");
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
    unsigned clients_here)
{
	reset_signals(listener);
	if (dup2(connection, 0) == -1)
		fatal("dup2: %s", strerror(errno));
	fd_close_from_but(3, listener->kept);
	listener->start->session(listener->load, listener->children.count + 1,
	    clients_here);
}

static void
start_session(struct listener *listener, int connection,
    const struct sockaddr_storage *peer)
{
	struct in6_addr address = address_of(peer);
	unsigned here = children_from(&listener->children, &address) + 1;
	pid_t pid;

	listener->kept = listener->start->renew(listener->load);
	pid = child_fork();
	if (pid == 0)
		become_session(listener, connection, here);
	/* Without a process there is no session: the client sees the close. */
	if (pid > 0)
		children_add(&listener->children, pid, &address);
}

static void
accept_all(struct listener *listener, int socket)
{
	for (;;) {
		struct sockaddr_storage peer;
		socklen_t size = sizeof(peer);
		int connection = accept4(socket, (struct sockaddr *)&peer,
		    &size, SOCK_CLOEXEC);

		if (connection == NO_FD)
			return;
		start_session(listener, connection, &peer);
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

static void
heed_signals(struct listener *listener)
{
	struct conf_load *fresh;

	if (got_int)
		children_signal(&listener->children, SIGTERM);
	if (got_int || got_term)
		_exit(EXIT_SUCCESS);
	if (!got_hup)
		return;
	got_hup = 0;
	/* What does not parse changes nothing: the old settings stay. */
	fresh = listener->start->reload();
	if (fresh != NULL)
		listener->load = fresh;
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

void
listener_run(const struct listener_start *start)
{
	struct listener listener;
	int word = start->load->conf->background ? go_to_background() : NO_FD;

	listener_init(&listener, start);
	/* Before the first client has to wait for it. */
	listener.kept = start->renew(listener.load);
	if (start->listen_v4)
		listen_v4(&listener);
	if (start->listen_v6)
		listen_v6(&listener);
	catch_signals(&listener);
	if (word != NO_FD)
		say_it_listens(word);
	for (;;) {
		int ready = ppoll(listener.sockets, listener.socket_count,
		    NULL, &listener.waking);

		heed_signals(&listener);
		reap(&listener);
		for (nfds_t i = 0; ready > 0 && i < listener.socket_count; i++)
			if (listener.sockets[i].revents != 0)
				accept_all(&listener,
				    listener.sockets[i].fd);
	}
}
