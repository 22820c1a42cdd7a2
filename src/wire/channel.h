/* SPDX-License-Identifier: ISC */
/*
 * One end of a SOCK_SEQPACKET pair between two roles. A message travels in
 * one packet with its descriptors, so that they cannot drift apart. The
 * receiver checks each packet against messages.def: kind, sender, receiver,
 * phase, whether it was asked for, length and descriptors. On anything else the
 * role ends the session; there is no retry.
 */
#ifndef WIRE_CHANNEL_H
#define WIRE_CHANNEL_H

#include "base/attrs.h"
#include "wire/codec.h"

/* The packets first: most of a packet is never touched, so that what is small
 * is in one page with what is small in the owner's struct, behind this. */
struct channel {
	struct packet in;		/* the last message's texts live here */
	struct packet out;		/* being sent; on the stack it would
					 * touch more pages */
	int fd;
	enum role self;
	enum role peer;
	enum phase phase;		/* set by the owner */
	enum message_kind asked;	/* the request whose reply is due */
	const char *violation;		/* why the last receive failed */
};

enum receipt {
	RECEIVED,	/* *message is filled */
	PEER_GONE,	/* the other process has ended */
	VIOLATION,	/* channel->violation says what was wrong */
};

/* Makes a connected pair, close-on-exec. 0, or -1 with errno. */
int channel_pair(int fds_out[2]) MUST_CHECK;

void channel_init(struct channel *channel, int fd, enum role self,
    enum role peer);

/*
 * Sends one message. Sending what the row does not allow is a bug() of ours.
 * Descriptors in it stay the caller's. A packet with a secret is wiped. -1
 * when it cannot be sent: then the channel is closed, so that the next receive
 * is PEER_GONE, here and there.
 */
int channel_send(struct channel *channel, enum message_kind kind,
    const void *message) MUST_CHECK;

/*
 * Waits for one message. Its descriptors belong to the caller, are
 * close-on-exec, and its texts are valid until the next receive.
 */
enum receipt channel_receive(struct channel *channel, struct message *message)
    MUST_CHECK;

/* channel_send_NAME(channel, &(struct msg_NAME){ ... }): checked types. */
#define MESSAGE(name, sender, receivers, phases, often, fields) \
static inline int MUST_CHECK \
channel_send_##name(struct channel *channel, const struct msg_##name *message) \
{ \
	return channel_send(channel, MSG_##name, message); \
}
#include "wire/messages.def"
#undef MESSAGE

#endif
