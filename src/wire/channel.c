/* SPDX-License-Identifier: ISC */
/*
 * Packets between roles: see channel.h. Every role runs this; the peer is
 * taken for hostile.
 */
#include "wire/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/fail.h"
#include "base/fd.h"
#include "base/wipe.h"

/* Room for the descriptors of one packet, aligned as cmsg(3) wants it. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int) * PACKET_FDS)];
};

int
channel_pair(int fds_out[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds_out);
}

void
channel_init(struct channel *channel, int fd, enum role self, enum role peer)
{
	channel->fd = fd;
	channel->self = self;
	channel->peer = peer;
	channel->phase = IN_LOGIN;
	channel->asked = MSG_none;
	channel->violation = NULL;
}

static void
attach_fds(struct msghdr *header, union control *control,
    const struct packet *packet)
{
	struct cmsghdr *cmsg;
	size_t bytes = sizeof(int) * packet->fd_count;

	if (packet->fd_count == 0)
		return;
	memset(control, 0, sizeof(*control));
	header->msg_control = control->bytes;
	header->msg_controllen = CMSG_SPACE(bytes);
	cmsg = CMSG_FIRSTHDR(header);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(bytes);
	memcpy(CMSG_DATA(cmsg), packet->fds, bytes);
}

int
channel_send(struct channel *channel, enum message_kind kind,
    const void *message)
{
	const struct message_row *row = message_row(kind);
	struct packet *packet = &channel->out;
	struct iovec part = { .iov_base = packet->bytes };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
	union control control;
	ssize_t sent;

	if (row == NULL || (row->sender & channel->self) == 0 ||
	    (row->receivers & channel->peer) == 0)
		bug("message %d is not for this channel", (int)kind);
	if (codec_encode(packet, kind, message) == -1)
		bug("message %s does not fit a packet", row->name);
	part.iov_len = packet->len;
	attach_fds(&header, &control, packet);
	do {
		sent = sendmsg(channel->fd, &header, MSG_NOSIGNAL);
	} while (sent == -1 && errno == EINTR);
	if (row->has_secret)
		wipe(packet->bytes, packet->len);
	/* Not only an end of the peer: no memory, too many descriptors on their
	 * way. Whoever waits for this packet must not wait for ever. */
	if (sent == -1) {
		fd_close(&channel->fd);
		return -1;
	}
	if (message_is_request(kind))
		channel->asked = kind;
	return 0;
}

/* Takes the descriptors of all control messages; too many is a violation. */
static int
collect_fds(struct packet *packet, struct msghdr *header)
{
	struct cmsghdr *cmsg;

	for (cmsg = CMSG_FIRSTHDR(header); cmsg != NULL;
	    cmsg = CMSG_NXTHDR(header, cmsg)) {
		size_t count = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SCM_RIGHTS ||
		    count > PACKET_FDS - packet->fd_count)
			return -1;
		memcpy(packet->fds + packet->fd_count, CMSG_DATA(cmsg),
		    count * sizeof(int));
		packet->fd_count += (unsigned)count;
	}
	return 0;
}

static enum receipt
violation(struct channel *channel, const char *why)
{
	struct packet *packet = &channel->in;

	for (unsigned i = 0; i < packet->fd_count; i++)
		fd_close(&packet->fds[i]);
	packet->fd_count = 0;
	/* It may hold a password that no decoder has taken out. */
	wipe(packet->bytes, packet->len);
	channel->violation = why;
	return VIOLATION;
}

/* NULL when the row lets this message in now. */
static const char *
why_not_now(const struct channel *channel, const struct message_row *row)
{
	if ((row->sender & channel->peer) == 0)
		return "a message that this role may not send";
	if ((row->receivers & channel->self) == 0)
		return "a message for another role";
	if ((row->phases & channel->phase) == 0)
		return "a message in the wrong phase";
	if (row->often == AS_ASKED && channel->asked != row->asked_by)
		return "a reply that nobody asked for";
	return NULL;
}

/* One packet into channel->in: its size, 0 at the end, -1 with errno. */
static ssize_t
receive_packet(struct channel *channel, struct msghdr *header)
{
	ssize_t got;

	do {
		got = recvmsg(channel->fd, header, MSG_CMSG_CLOEXEC);
	} while (got == -1 && errno == EINTR);
	return got;
}

enum receipt
channel_receive(struct channel *channel, struct message *message)
{
	struct packet *packet = &channel->in;
	union control control;
	struct iovec part = { packet->bytes, sizeof(packet->bytes) };
	struct msghdr header = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t got = receive_packet(channel, &header);
	const char *why;

	packet->fd_count = 0;
	if (got == -1)
		return PEER_GONE;
	packet->len = (size_t)got;
	if (collect_fds(packet, &header) == -1)
		return violation(channel, "too many descriptors");
	/* No bytes are the end of the peer, unless descriptors came along. */
	if (got == 0 && packet->fd_count == 0)
		return PEER_GONE;
	if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return violation(channel, "a packet that is too long");
	if (codec_decode(packet, message) == -1)
		return violation(channel, "a malformed packet");
	why = why_not_now(channel, message_row(message->kind));
	if (why != NULL)
		return violation(channel, why);
	if (message_row(message->kind)->often == AS_ASKED)
		channel->asked = MSG_none;
	return RECEIVED;
}
