/* SPDX-License-Identifier: ISC */
/*
 * Outcomes that cross the wire as numbers: why a request was refused, and how
 * a login ended. 0 is success in both.
 */
#ifndef WIRE_REFUSAL_H
#define WIRE_REFUSAL_H

enum refusal {
	GRANTED,
	REFUSED_DENIED,		/* an option forbids it */
	REFUSED_FAILED,		/* the system said no; see `error` */
	REFUSED_NO_MODE,	/* no PASV or PORT came before */
	REFUSED_NO_STREAM,	/* the data connection was not established */
	REFUSED_NO_PORT,	/* no passive port is free */
	REFUSED_ASCII_RESUME,	/* REST counts bytes that ASCII changes */
	REFUSED_CANCELLED,	/* the engine asked to stop waiting */
	REFUSED_BUSY,		/* somebody else has locked the file */
	REFUSED_CLEAR,		/* it would not be encrypted, and must be */
	REFUSED_COUNT,
};

/* How an upload treats what exists: `store` in the open_write message. */
enum store {
	STORE_REPLACE,		/* STOR */
	STORE_APPEND,		/* APPE */
	STORE_UNIQUE,		/* STOU: a name that is free */
	STORE_COUNT,
};

enum verdict {
	VERDICT_OK,
	VERDICT_REFUSED,	/* 530; the client may try again */
	VERDICT_REFUSED_LAST,	/* 530, and the connection ends */
	VERDICT_CROWDED,	/* 421, max_per_user; it ends */
	VERDICT_FAULT,		/* 500 OOPS with a reference; it ends */
	VERDICT_COUNT,
};

/* What the client is told when the server is at fault, by whoever holds the
 * control connection; the reference leads to the reason in the log. For 500. */
#define FAULT_SENTENCE \
	"OOPS: the server is not set up correctly; its administrator finds " \
	"the reason in the log under %s."

/* How the lines of a listing look: bits of `style` in the list message. */
enum list_style {
	STYLE_LONG = 1,		/* LIST, STAT; NLST -l */
	STYLE_ALL = 2,		/* STAT: as with -a */
	STYLE_NO_STREAM = 4,	/* STAT: lines go to the control connection */
	STYLE_MASK = 7,
};

#endif
