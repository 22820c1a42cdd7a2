/* SPDX-License-Identifier: ISC */
/*
 * A taken-over engine that sends every message of messages.def, before the
 * login and after, to the real monitor and the real broker: as an encoder makes
 * it, and as none does. What the row allows is answered, and all else ends the
 * session, with a line in the log and without a crash. A new row is tried
 * without a change here (S36).
 */
#include "rows.h"
#include "taken_engine.h"

/* What is done to a packet before it is sent. */
struct damage {
	const char *name;
	enum filling filling;
	int bytes;		/* more, or fewer, at its end */
	unsigned fds;		/* descriptors that no field has */
	bool only_texts;	/* of rows that have a text: its length ... */
	uint16_t length;	/* ... as it is said to be */
};

static const struct damage damages[] = {
	{ "empty", EMPTY, 0, 0, false, 0 },
	{ "typical", TYPICAL, 0, 0, false, 0 },
	{ "largest", LARGEST, 0, 0, false, 0 },
	{ "a byte short", TYPICAL, -1, 0, false, 0 },
	{ "a byte long", TYPICAL, 1, 0, false, 0 },
	{ "with a descriptor more", TYPICAL, 0, 1, false, 0 },
	{ "with a text beyond its end", TYPICAL, 0, 0, true, 0xffff },
};
#define UNDAMAGED 3	/* the first ones */

/* The case that is on: for the engine, which is a child of the test. */
static struct {
	unsigned kind;
	enum phase phase;
	const struct damage *damage;
} now;

/* What the rows say -------------------------------------------------------- */

static const struct field *
first_text(unsigned kind)
{
	for (size_t i = 0; i < rows[kind].field_count; i++)
		if (rows[kind].fields[i].kind == FIELD_STR ||
		    rows[kind].fields[i].kind == FIELD_SECRET)
			return &rows[kind].fields[i];
	return NULL;
}

/* The reply to a request, MSG_none for what has none. */
static unsigned
reply_to(unsigned kind)
{
	for (unsigned reply = 1; reply < MSG_count; reply++)
		if (rows[reply].request == kind)
			return reply;
	return MSG_none;
}

static bool
is_allowed(void)
{
	const struct row *row = &rows[now.kind];
	unsigned receiver = now.phase == IN_LOGIN ? MONITOR : BROKER;

	return now.damage < damages + UNDAMAGED &&
	    (row->sender & ENGINE) != 0 && (row->receivers & receiver) != 0 &&
	    (row->phases & (unsigned)now.phase) != 0 && row->often != AS_ASKED;
}

/* The engine --------------------------------------------------------------- */

static void
damage_packet(struct packet *packet)
{
	const struct field *text = first_text(now.kind);

	packet->len = (size_t)((ssize_t)packet->len + now.damage->bytes);
	if (now.damage->only_texts)
		memcpy(packet->bytes + wire_size(now.kind, TYPICAL,
		    (size_t)(text - rows[now.kind].fields)),
		    &now.damage->length, sizeof(now.damage->length));
}

/* What comes back; a hang is a word, too. */
static bool
hear(struct channel *channel)
{
	struct pollfd fd = { channel->fd, POLLIN, 0 };

	if (poll(&fd, 1, 5000) != 1) {
		say("nothing");
		return false;
	}
	switch (channel_receive(channel, &answer)) {
	case RECEIVED:
		say(rows[answer.kind].name);
		return true;
	case PEER_GONE:
		say("gone");
		return false;
	case VIOLATION:
		say("nonsense");
		return false;
	}
	return false;
}

/* The session goes on: a question that is right in this phase. */
static void
ask_on(struct channel *channel)
{
	if ((now.phase == IN_LOGIN
	    ? channel_send_name(channel, &(struct msg_name){
		.user = span_of("somebody") })
	    : channel_send_where(channel, &(struct msg_where){ 0 })) == 0)
		(void)hear(channel);
	else
		say("gone");
}

static void
send_one(struct channel *channel)
{
	static struct packet packet;

	rows_init();
	if (now.phase == IN_SESSION)
		log_in(channel);
	make_packet(&packet, now.kind, now.damage->filling);
	damage_packet(&packet);
	(void)!send_with_fds(channel->fd, packet.bytes, packet.len,
	    packet.fd_count + now.damage->fds);
	channel->asked = (enum message_kind)now.kind;
	if (!is_allowed())
		expect_end(channel);
	else if (reply_to(now.kind) == MSG_none || hear(channel))
		ask_on(channel);
}

/* The test ----------------------------------------------------------------- */

/* Whoever counts, or knows more than a row does, may answer, or end it. */
static bool
is_right(const char *words, const struct ending *ending)
{
	unsigned reply = reply_to(now.kind);
	bool is_blamed = strstr(ending->log, "The engine ") != NULL;
	char wanted[256];

	if (ending->status == -1)
		return false;
	if (!is_allowed() || (rows[now.kind].often == BY_CONF && is_blamed))
		return is_blamed && strcmp(words, "gone\n") == 0;
	(void)snprintf(wanted, sizeof(wanted), "%s%s%s\n",
	    reply != MSG_none ? rows[reply].name : "",
	    reply != MSG_none ? "\n" : "",
	    now.phase == IN_LOGIN ? "name_reply" : "where_reply");
	return strcmp(words, wanted) == 0;
}

static bool
try_now(void)
{
	const struct scene scene = {
		"every message", send_one,
		{ "delay_failed_login=0", "accept_timeout=1" },
		NULL, NULL, NULL,
	};
	const char *words;
	int client;
	pid_t monitor = begin_scene(&scene, &client, &words);
	const struct ending *ending = stage_await(monitor);
	bool right = is_right(words, ending);

	fd_close(&client);
	if (!right)
		(void)printf("# %s, status %d; it heard: %s# the log: %s",
		    now.damage->name, ending->status, words, ending->log);
	return right;
}

/* All damages of a message. */
static void
try_message(unsigned kind, enum phase phase)
{
	bool right = true;

	now.kind = kind;
	now.phase = phase;
	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		now.damage = &damages[i];
		if (!damages[i].only_texts || first_text(kind) != NULL)
			right = try_now() && right;
	}
	(void)ok(right, "%s, %s, is answered as its row says, or ends the "
	    "session", rows[kind].name,
	    phase == IN_LOGIN ? "before the login" : "after it");
}

int
main(void)
{
	rows_init();
	make_served();
	for (unsigned kind = 1; kind < MSG_count; kind++) {
		try_message(kind, IN_LOGIN);
		try_message(kind, IN_SESSION);
	}
	stage_close();
	return done_testing();
}
