/* SPDX-License-Identifier: ISC */
/* systemd's protocols: see manager.h. Listener, as root. */
#include "listener/manager.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fail.h"
#include "base/fd.h"
#include "base/num.h"

/* Numbers in the environment; what is not there is 0. */
static uint64_t
number_of(const char *name)
{
	const char *text = getenv(name);
	uint64_t number = 0;

	if (text != NULL && num_decimal(span_of(text), UINT64_MAX,
	    &number) == -1)
		fatal("%s in the environment is no number: %s", name, text);
	return number;
}

/* What is meant for another process counts for nothing. */
static bool
is_for_us(const char *name)
{
	uint64_t process = number_of(name);

	return process == 0 || process == (uint64_t)getpid();
}

/* Telling ------------------------------------------------------------------ */

/* A path, or an abstract name behind "@". */
static int
connect_to(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(name);
	int fd;

	if (len < 2 || len >= sizeof(address.sun_path) ||
	    (name[0] != '/' && name[0] != '@'))
		fatal("NOTIFY_SOCKET in the environment is no socket's name: "
		    "%s", name);
	memcpy(address.sun_path, name, len);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == NO_FD || connect(fd, (const struct sockaddr *)&address,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) == -1)
		fatal("cannot reach the service manager at NOTIFY_SOCKET=%s: "
		    "%s", name, strerror(errno));
	return fd;
}

/* One that does not listen is not waited for. */
void
manager_tell(const struct manager *manager, const char *lines)
{
	if (manager->fd != NO_FD)
		(void)!send(manager->fd, lines, strlen(lines), MSG_NOSIGNAL);
}

void
manager_tell_reloading(const struct manager *manager)
{
	char lines[64];

	(void)snprintf(lines, sizeof(lines),
	    "RELOADING=1\nMONOTONIC_USEC=%" PRId64, clock_us());
	manager_tell(manager, lines);
}

/* Sockets ------------------------------------------------------------------ */

static void
take_socket(int fd)
{
	int is_listening = 0;
	socklen_t size = sizeof(is_listening);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) ==
	    -1 || !is_listening)
		fatal("descriptor %d from the service manager is no listening "
		    "socket: with Accept=no, write ListenStream= and nothing "
		    "else", fd);
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) == -1)
		fatal("fcntl: %s", strerror(errno));
}

static unsigned
take_sockets(void)
{
	uint64_t count = is_for_us("LISTEN_PID") ? number_of("LISTEN_FDS") : 0;

	if (count > INT_MAX / 2)
		fatal("LISTEN_FDS in the environment is out of bounds");
	for (int i = 0; i < (int)count; i++)
		take_socket(MANAGER_FIRST_FD + i);
	return (unsigned)count;
}

/* Half of the time after which it would take us for dead. */
static int
watchdog_ms(void)
{
	uint64_t ms = number_of("WATCHDOG_USEC") / 2000;

	if (ms == 0 || !is_for_us("WATCHDOG_PID"))
		return -1;
	return ms < INT_MAX ? (int)ms : INT_MAX;
}

void
manager_learn(struct manager *manager)
{
	const char *name = getenv("NOTIFY_SOCKET");

	manager->sockets = take_sockets();
	manager->watchdog_ms = watchdog_ms();
	manager->fd = name != NULL ? connect_to(name) : NO_FD;
}
