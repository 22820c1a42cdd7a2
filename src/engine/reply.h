/* SPDX-License-Identifier: ISC */
/*
 * The control connection, written. Each command is answered by exactly one
 * final reply, by construction: a handler returns struct sent, and only the
 * functions here make one.
 *
 * In coded lines FF is doubled (Telnet) and LF becomes NUL, so that a file
 * name can neither break the line nor forge one (protocol.md 1.4).
 */
#ifndef ENGINE_REPLY_H
#define ENGINE_REPLY_H

#include "base/attrs.h"
#include "base/span.h"
#include "engine/session.h"

struct sent {
	int code;
};

/* "NNN text". The final reply. */
struct sent reply(struct session *session, int code, const char *text);
struct sent replyf(struct session *session, int code, const char *format, ...)
    PRINTF_LIKE(3, 4);
struct sent reply_span(struct session *session, int code, struct span text);

/* 257 and a path in quotes; a quote in it is doubled (RFC 959, appendix II). */
struct sent reply_path(struct session *session, struct span path,
    const char *words);

/* For what is not answered: the empty line. And for what is answered later:
 * an ABOR, after the transfer that it ends. */
struct sent reply_nothing(void);

/* "NNN text" that is not final: 150, and 350 behaves as final. */
void reply_mark(struct session *session, int code, const char *format, ...)
    PRINTF_LIKE(3, 4);

/*
 * Lines of a longer reply: kept together and sent with the final one.
 * reply_continue: "NNN-text"; reply_raw: a middle line without a code.
 */
void reply_continue(struct session *session, int code, struct span text);
void reply_raw(struct session *session, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* Each line of a file as a line before the final reply. */
void reply_message(struct session *session, int code, struct span text);

/* Bytes of a listing, as they are; sent at once. */
void reply_listing(struct session *session, struct span lines);

/* The last reply of the session, and its end. */
void leave_after(struct session *session, int code, const char *text) NORETURN;

#endif
