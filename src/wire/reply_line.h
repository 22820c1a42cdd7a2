/* SPDX-License-Identifier: ISC */
/*
 * One line to the client, as bytes (protocol.md 1.4). Whoever holds the control
 * connection writes with this: the monitor its greeting, the engine the rest.
 */
#ifndef WIRE_REPLY_LINE_H
#define WIRE_REPLY_LINE_H

#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"

/*
 * "NNN", the separator (' ', or '-' for a line that others follow), the text;
 * without the line end. In the text FF is doubled (Telnet), LF becomes NUL and
 * CR is padded with one (RFC 2640, 3.1), so that a name can neither break the
 * line nor forge one.
 */
void reply_line_put(struct buf *out, unsigned code, char separator,
    struct span text);

/*
 * The next line of a file that is shown to clients, and without it the rest. A
 * client may take a lone CR for a line end, and what follows it for our code;
 * so it is one here, as LF and CR LF are.
 */
struct span reply_line_split(struct span *text) MUST_CHECK;

/* The most bytes that a line with this text takes, its CRLF included. */
size_t reply_line_most(struct span text);

/* What the client is told, by whoever holds the connection, when nothing came
 * from it in time, and when a process of its session has ended. */
#define FAREWELL_IDLE "421 Timeout.\r\n"
#define FAREWELL_SERVER_GONE "421 Service not available.\r\n"

#endif
