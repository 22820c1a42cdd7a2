/* SPDX-License-Identifier: ISC */
/*
 * Questions to the other roles: see ask.h. Engine. Monitor and broker are
 * trusted by us, not the other way round.
 */
#include "engine/ask.h"

#include <poll.h>

#include "base/fail.h"
#include "engine/engine.h"
#include "engine/meanwhile.h"

static void
sent(struct session *session, int result)
{
	if (result == -1)
		leave(session, LEAVE_SERVER_GONE);
}

/* The answer to the last question, in session->answer. */
static void
await(struct session *session)
{
	switch (channel_receive(&session->server, &session->answer)) {
	case RECEIVED:
		return;
	case PEER_GONE:
		leave(session, LEAVE_SERVER_GONE);
	case VIOLATION:
		bug("the server sent %s", session->server.violation);
	}
}

/* As await, with an eye on the client. */
static void
await_stream(struct session *session)
{
	meanwhile_begin(session);
	if (meanwhile_wait(session, session->server.fd, POLLIN,
	    (struct deadline){ 0 }) != AWAITED_READY)
		sent(session, channel_send_cancel(&session->server,
		    &(struct msg_cancel){ 0 }));
	await(session);
}

struct span
ask_sign(struct session *session, const struct tls_wish *wish)
{
	sent(session, channel_send_sign(&session->server, &(struct msg_sign){
		.identity = wish->identity, .scheme = wish->scheme,
		.bytes = wish->bytes,
	}));
	await(session);
	return session->answer.as.sign_reply.signature;
}

enum verdict
ask_name(struct session *session, struct span user)
{
	sent(session, channel_send_name(&session->server,
	    &(struct msg_name){ .user = user }));
	await(session);
	return session->answer.as.name_reply.verdict;
}

const struct msg_login_reply *
ask_login(struct session *session, struct span user, struct span password)
{
	struct msg_login question = { .user = user };

	/* More than a secret holds is refused by its length alone. */
	if (secret_set(&question.password,
	    span_first(password, SECRET_MAX)) == -1)
		bug("a password of %d bytes does not fit", SECRET_MAX);
	sent(session, channel_send_login(&session->server, &question));
	secret_wipe(&question.password);
	await(session);
	if (session->answer.as.login_reply.verdict == VERDICT_OK) {
		session->server.peer = BROKER;
		session->server.phase = IN_SESSION;
	}
	return &session->answer.as.login_reply;
}

const struct msg_change_dir_reply *
ask_change_dir(struct session *session, struct span path)
{
	sent(session, channel_send_change_dir(&session->server,
	    &(struct msg_change_dir){ .path = path }));
	await(session);
	return &session->answer.as.change_dir_reply;
}

struct span
ask_where(struct session *session)
{
	sent(session, channel_send_where(&session->server,
	    &(struct msg_where){ 0 }));
	await(session);
	return session->answer.as.where_reply.cwd;
}

const struct msg_stat_reply *
ask_stat(struct session *session, struct span path)
{
	sent(session, channel_send_stat(&session->server,
	    &(struct msg_stat){ .path = path }));
	await(session);
	return &session->answer.as.stat_reply;
}

const struct msg_listen_reply *
ask_listen(struct session *session, bool announce)
{
	sent(session, channel_send_listen(&session->server,
	    &(struct msg_listen){ .announce = announce }));
	await(session);
	session->is_active = false;
	return &session->answer.as.listen_reply;
}

enum refusal
ask_active(struct session *session, struct span host, uint16_t port)
{
	sent(session, channel_send_active(&session->server,
	    &(struct msg_active){ .host = host, .port = port }));
	await(session);
	session->is_active = true;
	return session->answer.as.active_reply.refusal;
}

const struct msg_open_read_reply *
ask_open_read(struct session *session, struct span path, uint64_t offset)
{
	sent(session, channel_send_open_read(&session->server,
	    &(struct msg_open_read){ .path = path, .offset = offset,
		.ascii = session->is_ascii,
		.encrypted = session->secure.protects_data }));
	await_stream(session);
	return &session->answer.as.open_read_reply;
}

const struct msg_list_reply *
ask_list(struct session *session, struct span argument, unsigned style)
{
	sent(session, channel_send_list(&session->server,
	    &(struct msg_list){ .argument = argument, .style = style,
		.encrypted = session->secure.protects_data }));
	if ((style & STYLE_NO_STREAM) != 0)
		await(session);
	else
		await_stream(session);
	return &session->answer.as.list_reply;
}

const struct msg_open_write_reply *
ask_open_write(struct session *session, enum store store, struct span path,
    uint64_t offset)
{
	sent(session, channel_send_open_write(&session->server,
	    &(struct msg_open_write){ .store = store, .path = path,
		.offset = offset,
		.encrypted = session->secure.protects_data }));
	await_stream(session);
	return &session->answer.as.open_write_reply;
}

int
ask_begin(struct session *session)
{
	sent(session, channel_send_begin(&session->server,
	    &(struct msg_begin){ 0 }));
	await(session);
	return (int)session->answer.as.begin_reply.error;
}

const struct msg_pipe_reply *
ask_pipe(struct session *session)
{
	sent(session, channel_send_pipe(&session->server,
	    &(struct msg_pipe){ 0 }));
	await(session);
	return &session->answer.as.pipe_reply;
}

int
ask_finished(struct session *session, bool complete, uint64_t bytes)
{
	sent(session, channel_send_finished(&session->server,
	    &(struct msg_finished){
		.complete = complete, .ascii = session->is_ascii,
		.bytes = bytes,
	    }));
	await(session);
	return (int)session->answer.as.finished_reply.error;
}

const struct msg_make_dir_reply *
ask_make_dir(struct session *session, struct span path)
{
	sent(session, channel_send_make_dir(&session->server,
	    &(struct msg_make_dir){ .path = path }));
	await(session);
	return &session->answer.as.make_dir_reply;
}

enum refusal
ask_remove(struct session *session, struct span path, bool is_dir,
    int *error_out)
{
	sent(session, channel_send_remove(&session->server,
	    &(struct msg_remove){ .path = path, .directory = is_dir }));
	await(session);
	*error_out = (int)session->answer.as.remove_reply.error;
	return session->answer.as.remove_reply.refusal;
}

enum refusal
ask_rename_from(struct session *session, struct span path)
{
	sent(session, channel_send_rename_from(&session->server,
	    &(struct msg_rename_from){ .path = path }));
	await(session);
	return session->answer.as.rename_from_reply.refusal;
}

enum refusal
ask_rename(struct session *session, struct span from, struct span to,
    int *error_out)
{
	sent(session, channel_send_rename(&session->server,
	    &(struct msg_rename){ .from = from, .to = to }));
	await(session);
	*error_out = (int)session->answer.as.rename_reply.error;
	return session->answer.as.rename_reply.refusal;
}

enum refusal
ask_set_mode(struct session *session, struct span path, struct span mode)
{
	sent(session, channel_send_set_mode(&session->server,
	    &(struct msg_set_mode){ .path = path, .mode = mode }));
	await(session);
	return session->answer.as.set_mode_reply.refusal;
}

enum refusal
ask_set_time(struct session *session, struct span path, int64_t modified)
{
	sent(session, channel_send_set_time(&session->server,
	    &(struct msg_set_time){ .path = path, .modified = modified }));
	await(session);
	return session->answer.as.set_time_reply.refusal;
}

unsigned
ask_mask(struct session *session, bool change, unsigned mask)
{
	sent(session, channel_send_mask(&session->server,
	    &(struct msg_mask){ .change = change, .mask = mask }));
	await(session);
	return session->answer.as.mask_reply.mask;
}

uint64_t
ask_room(struct session *session)
{
	sent(session, channel_send_room(&session->server,
	    &(struct msg_room){ 0 }));
	await(session);
	return session->answer.as.room_reply.refusal == GRANTED
	    ? session->answer.as.room_reply.bytes : UINT64_MAX;
}

void
tell_note(struct session *session, enum event_kind kind, struct span text)
{
	sent(session, channel_send_note(&session->server,
	    &(struct msg_note){ .event = kind,
		.user = span_first(span_of(session->user), 128),
		.text = span_first(text, 4200) }));
}
