/* SPDX-License-Identifier: ISC */
/* Listening sockets: see sockets.h. Listener, as root. */
#include "listener/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/fd.h"
#include "base/span.h"

#define BACKLOG 32

static void
add(struct sockets *sockets, int fd)
{
	if (sockets->count == SOCKETS_MOST)
		fatal("more than %d addresses to listen on; leave some out",
		    SOCKETS_MOST);
	sockets->list[sockets->count++] =
	    (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void
listen_on(struct sockets *sockets, const struct sockaddr *address,
    socklen_t size, const char *text, uint32_t port, bool beside_v4)
{
	int on = 1;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);

	if (fd == -1)
		fatal("cannot make a listening socket: %s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Beside an IPv4 socket, an IPv6 one must not take IPv4 as well. */
	if (beside_v4)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
		    sizeof(on));
	if (bind(fd, address, size) == -1 || listen(fd, BACKLOG) == -1)
		fatal("cannot listen on %s port %u: %s; is another server "
		    "there, or the address not this machine's?", text, port,
		    strerror(errno));
	add(sockets, fd);
}

static void
listen_v4(struct sockets *sockets, const char *text, uint32_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	};

	if (inet_aton(text, &address.sin_addr) == 0)
		fatal("listen_address: %s is not an IPv4 address", text);
	listen_on(sockets, (struct sockaddr *)&address, sizeof(address), text,
	    port, false);
}

/* address or address%interface */
static void
listen_v6(struct sockets *sockets, char *text, uint32_t port, bool beside_v4)
{
	struct sockaddr_in6 address = {
		.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port),
	};
	char *link = strchr(text, '%');

	if (link != NULL) {
		*link = '\0';
		address.sin6_scope_id = if_nametoindex(link + 1);
	}
	if (inet_pton(AF_INET6, text, &address.sin6_addr) != 1 ||
	    (link != NULL && address.sin6_scope_id == 0))
		fatal("listen_address6: %s is not an IPv6 address", text);
	listen_on(sockets, (struct sockaddr *)&address, sizeof(address), text,
	    port, beside_v4);
}

/* The next of a list with commas, as text; NULL: that was all. */
static char *
next_address(struct span *list, struct buf *text)
{
	if (list->len == 0)
		return NULL;
	buf_clear(text);
	buf_put_span(text, span_split(list, ','));
	(void)buf_text(text);
	return text->at;
}

static void
open_port(struct sockets *sockets, const struct conf *conf, uint32_t port,
    bool v4, bool v6)
{
	char storage[INET6_ADDRSTRLEN + IF_NAMESIZE + 2];
	struct buf text = BUF_OVER(storage);
	struct span list = span_of(conf->listen_address != NULL
	    ? conf->listen_address : "0.0.0.0");

	while (v4 && next_address(&list, &text) != NULL)
		listen_v4(sockets, storage, port);
	list = span_of(conf->listen_address6 != NULL ? conf->listen_address6
	    : "::");
	while (v6 && next_address(&list, &text) != NULL)
		listen_v6(sockets, storage, port, v4);
}

void
sockets_open(struct sockets *sockets, const struct conf *conf, bool v4, bool v6)
{
	open_port(sockets, conf, conf->listen_port, v4, v6);
	sockets->implicit = sockets->count;
	if (conf->listen_port_implicit != 0)
		open_port(sockets, conf, conf->listen_port_implicit, v4, v6);
}

void
sockets_take(struct sockets *sockets, int first, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		add(sockets, first + (int)i);
	sockets->implicit = sockets->count;
}

void
sockets_close(struct sockets *sockets)
{
	while (sockets->count > 0)
		fd_close(&sockets->list[--sockets->count].fd);
}
