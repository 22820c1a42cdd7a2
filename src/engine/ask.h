/* SPDX-License-Identifier: ISC */
/*
 * The only file of the engine that talks to the other roles. ask_x() blocks
 * until x is answered; the answer's texts are valid until the next question.
 * If the other side has gone, or answers nonsense, the session ends here.
 */
#ifndef ENGINE_ASK_H
#define ENGINE_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/secret.h"
#include "base/span.h"
#include "engine/session.h"
#include "log/event.h"
#include "wire/refusal.h"

/* A signature for a TLS handshake; empty when there is none. */
struct span ask_sign(struct session *session, const struct tls_wish *wish);

enum verdict ask_name(struct session *session, struct span user);

/* On VERDICT_OK the server at the other end is the broker from now on. */
const struct msg_login_reply *ask_login(struct session *session,
    struct span user, struct span password);

const struct msg_change_dir_reply *ask_change_dir(struct session *session,
    struct span path);

/* The working directory; empty: it is not there any more. */
struct span ask_where(struct session *session);

const struct msg_stat_reply *ask_stat(struct session *session,
    struct span path);
const struct msg_listen_reply *ask_listen(struct session *session,
    bool announce);

/* `host` is an address of 4 or 16 bytes; empty: forget the mode. */
enum refusal ask_active(struct session *session, struct span host,
    uint16_t port);

/*
 * These two wait for the data connection as well; with STYLE_NO_STREAM nothing
 * is waited for. The client is watched meanwhile (meanwhile.h): an ABOR, or its
 * end, makes the broker stop. Descriptors in the answer are the caller's, and
 * meanwhile_end is its duty.
 */
const struct msg_open_read_reply *ask_open_read(struct session *session,
    struct span path, uint64_t offset);
const struct msg_list_reply *ask_list(struct session *session,
    struct span argument, unsigned style);

const struct msg_open_write_reply *ask_open_write(struct session *session,
    enum store store, struct span path, uint64_t offset);

/* An encrypted upload stands and may begin: what the file held is lost from
 * here on. 0, or an errno. */
int ask_begin(struct session *session) MUST_CHECK;

/* For a large upload: the caller's descriptors, or NO_FD both. */
const struct msg_pipe_reply *ask_pipe(struct session *session);

/* Tells how the transfer ended; back when that is in the log. 0, or the errno
 * that makes an upload a failure after all. */
int ask_finished(struct session *session, bool complete, uint64_t bytes)
    MUST_CHECK;

/* Changes; on REFUSED_FAILED the error, or *error_out, is the errno. */
const struct msg_make_dir_reply *ask_make_dir(struct session *session,
    struct span path);
enum refusal ask_remove(struct session *session, struct span path,
    bool is_dir, int *error_out);
enum refusal ask_rename_from(struct session *session, struct span path);
enum refusal ask_rename(struct session *session, struct span from,
    struct span to, int *error_out);
enum refusal ask_set_mode(struct session *session, struct span path,
    struct span mode);
enum refusal ask_set_time(struct session *session, struct span path,
    int64_t modified);

/* SITE UMASK: the mask in force, after a change if there is one. */
unsigned ask_mask(struct session *session, bool change, unsigned mask);

/* ALLO: bytes that can still be stored; UINT64_MAX when nobody knows. */
uint64_t ask_room(struct session *session);

/* One way: an event for the log. The server takes it whatever it is doing, if
 * not at once. */
void tell_note(struct session *session, enum event_kind kind,
    struct span text);

#endif
