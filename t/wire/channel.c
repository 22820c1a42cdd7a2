/* SPDX-License-Identifier: ISC */
/*
 * Every message in every phase, from each role to each role; and packets that
 * no encoder makes. What is not allowed is a VIOLATION, and its descriptors are
 * closed (S36).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "rows.h"
#include "tap.h"

static struct channel channel;	/* the end under test */
static int peer;		/* the other end, in hostile hands */
static struct message got;

static const char *const receipts[] = { "RECEIVED", "PEER_GONE", "VIOLATION" };

static void
open_channel(enum role self, enum role from)
{
	int ends[2];

	if (channel_pair(ends) == -1)
		err(2, "channel_pair");
	channel_init(&channel, ends[0], self, from);
	peer = ends[1];
}

static void
close_channel(void)
{
	fd_close(&channel.fd);
	fd_close(&peer);
}

static int
open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	if (dir == NULL)
		err(2, "/proc/self/fd");
	while (readdir(dir) != NULL)
		count++;
	(void)closedir(dir);
	return count;
}

/* To the end under test, as a role could that was taken over. */
static void
send_raw(const void *bytes, size_t len, unsigned fd_count)
{
	if (send_with_fds(peer, bytes, len, fd_count) != (ssize_t)len)
		err(2, "sendmsg");
}

static enum receipt
receipt_of(unsigned kind, enum filling filling)
{
	static struct packet packet;
	enum receipt receipt;

	make_packet(&packet, kind, filling);
	send_raw(packet.bytes, packet.len, packet.fd_count);
	receipt = channel_receive(&channel, &got);
	if (receipt == RECEIVED)
		for (unsigned i = 0; i < channel.in.fd_count; i++)
			fd_close(&channel.in.fds[i]);
	return receipt;
}

/* Permissions -------------------------------------------------------------- */

static const enum role roles[] = { MONITOR, BROKER, ENGINE, KEEPER };
static const enum phase phases[] = { IN_LOGIN, IN_SESSION };

/* What the receiver waits for, beside the right request. */
enum asking { ASKED_RIGHT, ASKED_NOTHING, ASKED_OTHERWISE, ASKINGS };

#define WAYS (COUNT_OF(roles) * COUNT_OF(roles) * COUNT_OF(phases) * ASKINGS)

/* A case: who receives it from whom, when, and after which request. */
struct setting {
	enum role self, from;
	enum phase phase;
	enum asking asking;
};

static bool
is_allowed(const struct row *row, const struct setting *at)
{
	return (row->sender & at->from) != 0 &&
	    (row->receivers & at->self) != 0 &&
	    (row->phases & at->phase) != 0 &&
	    (row->often != AS_ASKED || at->asking == ASKED_RIGHT);
}

static enum message_kind
asked(const struct row *row, enum asking asking)
{
	unsigned right = row->request != MSG_none ? row->request : MSG_list;

	switch (asking) {
	case ASKED_RIGHT:
		return (enum message_kind)right;
	case ASKED_OTHERWISE:
		return right == MSG_stat ? MSG_list : MSG_stat;
	case ASKED_NOTHING:
	case ASKINGS:
		break;
	}
	return MSG_none;
}

/* One case. Returns whether it was received; complains if that is wrong. */
static bool
try_setting(unsigned kind, const struct setting *at, bool *right_out)
{
	bool want = is_allowed(&rows[kind], at);
	enum receipt receipt;

	open_channel(at->self, at->from);
	channel.phase = at->phase;
	channel.asked = asked(&rows[kind], at->asking);
	receipt = receipt_of(kind, TYPICAL);
	close_channel();
	if (receipt != (want ? RECEIVED : VIOLATION)) {
		(void)printf("# %s from %d to %d in phase %d, asked %d: %s\n",
		    rows[kind].name, at->from, at->self, at->phase, at->asking,
		    receipts[receipt]);
		*right_out = false;
	}
	return receipt == RECEIVED;
}

static void
test_permissions(unsigned kind)
{
	unsigned received = 0;
	bool right = true;

	for (size_t i = 0; i < WAYS; i++) {
		struct setting at = {
			roles[i % 4], roles[i / 4 % 4], phases[i / 16 % 2],
			(enum asking)(i / 32),
		};

		received += try_setting(kind, &at, &right);
	}
	ok(right, "%s is received or refused as its row says, in %zu ways",
	    rows[kind].name, WAYS);
	ok(received > 0 && received < WAYS, "%s: %u of them are allowed",
	    rows[kind].name, received);
}

/* Replies ------------------------------------------------------------------ */

/* A request of ours, by channel_send: what may come back? */
static void
ask(unsigned kind)
{
	static struct message sent;
	char thrown_away[PACKET_BYTES];

	memset(&sent, 0, sizeof(sent));
	fill(kind, &sent.as, EMPTY);
	if (channel_send(&channel, (enum message_kind)kind, &sent.as) == -1 ||
	    recv(peer, thrown_away, sizeof(thrown_away), 0) == -1)
		err(2, "ask");
}

static void
test_replies(void)
{
	open_channel(ENGINE, BROKER);
	channel.phase = IN_SESSION;
	is_num(receipt_of(MSG_stat_reply, EMPTY), VIOLATION,
	    "a reply that nobody asked for is refused");
	ok(channel.violation != NULL && channel.violation[0] != '\0',
	    "and it is said why");
	ask(MSG_stat);
	is_num(receipt_of(MSG_stat_reply, EMPTY), RECEIVED,
	    "a reply that was asked for is received");
	is_num(receipt_of(MSG_stat_reply, EMPTY), VIOLATION,
	    "but only once");
	ask(MSG_stat);
	is_num(receipt_of(MSG_list_reply, EMPTY), VIOLATION,
	    "the reply to another request is refused");
	ask(MSG_open_read);
	ask(MSG_cancel);
	is_num(receipt_of(MSG_open_read_reply, EMPTY), RECEIVED,
	    "a message without a reply leaves the request open");
	ask(MSG_stat);
	ask(MSG_list);
	is_num(receipt_of(MSG_stat_reply, EMPTY), VIOLATION,
	    "a second request takes the place of the first");
	close_channel();
}

/* Descriptors -------------------------------------------------------------- */

static void
test_received_descriptors(void)
{
	static struct packet packet;

	open_channel(ENGINE, BROKER);
	channel.phase = IN_SESSION;
	channel.asked = MSG_open_read;
	make_packet(&packet, MSG_open_read_reply, TYPICAL);
	send_raw(packet.bytes, packet.len, packet.fd_count);
	is_num(channel_receive(&channel, &got), RECEIVED,
	    "two descriptors arrive");
	ok(got.as.open_read_reply.file > STDERR_FILENO &&
	    got.as.open_read_reply.stream > STDERR_FILENO &&
	    got.as.open_read_reply.file != got.as.open_read_reply.stream,
	    "each of its own");
	is_num(fcntl(got.as.open_read_reply.file, F_GETFD), FD_CLOEXEC,
	    "the first is closed when a program is started");
	is_num(fcntl(got.as.open_read_reply.stream, F_GETFD), FD_CLOEXEC,
	    "the second too");
	fd_close(&got.as.open_read_reply.file);
	fd_close(&got.as.open_read_reply.stream);
	close_channel();
}

/* Packets to an engine that waits for open_read_reply. */
static const struct {
	const char *name;
	unsigned kind;
	enum filling filling;
	size_t cut;		/* bytes missing at the end */
	unsigned more_fds;
	enum phase phase;
} leaks[] = {
	{ "in the wrong phase", MSG_open_read_reply, TYPICAL, 0, 0, IN_LOGIN },
	{ "to another request", MSG_list_reply, TYPICAL, 0, 0, IN_SESSION },
	{ "for another role", MSG_note, TYPICAL, 0, 2, IN_SESSION },
	{ "cut", MSG_open_read_reply, TYPICAL, 1, 0, IN_SESSION },
	{ "with one descriptor too many", MSG_open_read_reply, TYPICAL, 0, 1,
	    IN_SESSION },
	{ "with many descriptors too many", MSG_open_read_reply, TYPICAL, 0,
	    14, IN_SESSION },
	{ "with a descriptor that no field has", MSG_open_read_reply, EMPTY, 0,
	    1, IN_SESSION },
	{ "with two descriptors that no field has", MSG_stat_reply, TYPICAL, 0,
	    2, IN_SESSION },
};

static void
test_closed_descriptors(void)
{
	static struct packet packet;

	for (size_t i = 0; i < COUNT_OF(leaks); i++) {
		int before;

		open_channel(ENGINE, BROKER);
		channel.phase = leaks[i].phase;
		channel.asked = MSG_open_read;
		before = open_descriptors();
		make_packet(&packet, leaks[i].kind, leaks[i].filling);
		send_raw(packet.bytes, packet.len - leaks[i].cut,
		    packet.fd_count + leaks[i].more_fds);
		is_num(channel_receive(&channel, &got), VIOLATION,
		    "a packet %s is refused", leaks[i].name);
		is_num(open_descriptors(), before,
		    "a packet %s leaves no descriptor open", leaks[i].name);
		close_channel();
	}
}

/* No bytes look like the end of the peer, but the end brings nothing along. */
static void
test_empty_packets(void)
{
	int before;

	open_channel(ENGINE, BROKER);
	before = open_descriptors();
	send_raw("", 0, 2);
	is_num(channel_receive(&channel, &got), VIOLATION,
	    "descriptors without bytes are refused");
	is_num(open_descriptors(), before, "and closed");
	send_raw("", 0, 0);
	is_num(channel_receive(&channel, &got), PEER_GONE,
	    "an empty packet ends the session");
	close_channel();
}

/* Failures ----------------------------------------------------------------- */

/* The peer is there, and the packet does not reach it. */
static void
test_failed_send(void)
{
	char thrown_away[PACKET_BYTES];

	open_channel(ENGINE, BROKER);
	channel.phase = IN_SESSION;
	if (fcntl(channel.fd, F_SETFL, O_NONBLOCK) == -1)
		err(2, "fcntl");
	while (channel_send_note(&channel, &(struct msg_note){
	    .user = span_of(""), .text = span_of("") }) == 0)
		continue;
	is_num(channel.fd, NO_FD, "a channel that loses a packet is closed");
	is_num(channel_receive(&channel, &got), PEER_GONE,
	    "so that nobody waits for an answer");
	while (recv(peer, thrown_away, sizeof(thrown_away), 0) > 0)
		continue;
	is_num(recv(peer, thrown_away, sizeof(thrown_away), 0), 0,
	    "nor for a question");
	close_channel();
}

/* The rest ----------------------------------------------------------------- */

static void
test_too_long(void)
{
	static char bytes[PACKET_BYTES + 1];
	struct packet packet;

	make_packet(&packet, MSG_note, EMPTY);
	memcpy(bytes, packet.bytes, packet.len);
	open_channel(MONITOR, ENGINE);
	send_raw(bytes, sizeof(bytes), 0);
	is_num(channel_receive(&channel, &got), VIOLATION,
	    "a packet that is too long is refused, not cut");
	is_text(channel.violation, "a packet that is too long",
	    "and for that reason");
	send_raw(bytes, packet.len, 0);
	is_num(channel_receive(&channel, &got), RECEIVED,
	    "the same without what is too long would do");
	close_channel();
}

static void
test_end_of_peer(void)
{
	const struct msg_note note = { .text = span_of("x") };
	const struct msg_cancel cancel = { 0 };

	open_channel(MONITOR, ENGINE);
	make_packet(&channel.in, MSG_note, EMPTY);
	send_raw(channel.in.bytes, channel.in.len, 0);
	fd_close(&peer);
	is_num(channel_receive(&channel, &got), RECEIVED,
	    "what a peer said before it ended is heard");
	is_num(channel_receive(&channel, &got), PEER_GONE,
	    "then its end is noticed");
	close_channel();

	open_channel(ENGINE, BROKER);
	fd_close(&peer);
	is_num(channel_send_note(&channel, &note), -1,
	    "nothing can be sent to a peer that is gone");
	is_num(channel_send_cancel(&channel, &cancel), -1,
	    "and that kills nobody");
	close_channel();
}

static void
test_pair(void)
{
	open_channel(ENGINE, BROKER);
	is_num(fcntl(channel.fd, F_GETFD) & fcntl(peer, F_GETFD), FD_CLOEXEC,
	    "a channel is closed when a program is started");
	close_channel();
}

static void
test_sent_descriptors(void)
{
	struct channel broker;
	const struct msg_list_reply reply = {
		.lines = STDERR_FILENO, .stream = NO_FD,
	};

	open_channel(ENGINE, BROKER);
	channel.phase = IN_SESSION;
	channel.asked = MSG_list;
	channel_init(&broker, peer, BROKER, ENGINE);
	is_num(channel_send_list_reply(&broker, &reply), 0,
	    "a message with one descriptor of two is sent");
	ok(fcntl(STDERR_FILENO, F_GETFD) != -1,
	    "and the sender keeps its descriptor");
	is_num(channel_receive(&channel, &got), RECEIVED, "it is received");
	ok(got.as.list_reply.lines > STDERR_FILENO &&
	    got.as.list_reply.stream == NO_FD,
	    "with the first there and the second not");
	fd_close(&got.as.list_reply.lines);
	close_channel();
}

/* Our own mistakes --------------------------------------------------------- */

static void
send_as_another_role(void)
{
	open_channel(BROKER, ENGINE);
	(void)!channel_send_cancel(&channel, &(struct msg_cancel){ 0 });
}

static void
send_to_another_role(void)
{
	open_channel(ENGINE, MONITOR);
	(void)!channel_send_cancel(&channel, &(struct msg_cancel){ 0 });
}

static void
send_no_kind(void)
{
	open_channel(ENGINE, MONITOR);
	(void)!channel_send(&channel, MSG_none, &(struct msg_cancel){ 0 });
}

static void
send_too_long(void)
{
	open_channel(ENGINE, BROKER);
	(void)!channel_send_stat(&channel, &(struct msg_stat){
	    .path = { sample_bytes(), 4097 } });
}

static void
send_rightly(void)
{
	open_channel(ENGINE, BROKER);
	(void)!channel_send_stat(&channel, &(struct msg_stat){
	    .path = { sample_bytes(), 4096 } });
}

int
main(void)
{
	rows_init();
	for (unsigned kind = 1; kind < MSG_count; kind++)
		test_permissions(kind);
	test_replies();
	test_received_descriptors();
	test_closed_descriptors();
	test_empty_packets();
	test_failed_send();
	test_too_long();
	test_end_of_peer();
	test_pair();
	test_sent_descriptors();
	ok(is_bug(send_as_another_role),
	    "sending what another role may send is a bug");
	ok(is_bug(send_to_another_role),
	    "sending to a role that may not receive it is a bug");
	ok(is_bug(send_no_kind), "sending no kind of message is a bug");
	ok(is_bug(send_too_long), "sending a text above its limit is a bug");
	ok(!is_bug(send_rightly), "sending it at its limit is none");
	return done_testing();
}
