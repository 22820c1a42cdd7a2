/* SPDX-License-Identifier: ISC */
/*
 * What a session may do. The monitor computes the bits once, at login, from
 * options and kind of user; the broker enforces them, and the engine gets the
 * same bits to answer politely. A row of commands.def names the bits it needs.
 */
#ifndef WIRE_ABILITIES_H
#define WIRE_ABILITIES_H

enum ability {
	MAY_ALWAYS = 0,
	MAY_DOWNLOAD = 1 << 0,
	MAY_LIST = 1 << 1,
	MAY_LISTEN = 1 << 2,	/* EPSV, and with MAY_ANNOUNCE PASV */
	MAY_ANNOUNCE = 1 << 3,	/* PASV: an address, too */
	MAY_CONNECT = 1 << 4,	/* PORT, EPRT */
	MAY_ENTER = 1 << 5,	/* CWD, CDUP */
	MAY_LOOK = 1 << 6,	/* SIZE, MDTM */
	MAY_UPLOAD = 1 << 7,	/* STOR, STOU */
	MAY_APPEND = 1 << 8,	/* APPE */
	MAY_OVERWRITE = 1 << 9,	/* STOR over what exists; resuming */
	MAY_MKDIR = 1 << 10,
	MAY_RMDIR = 1 << 11,
	MAY_DELETE = 1 << 12,
	MAY_RENAME = 1 << 13,	/* RNFR, RNTO */
	MAY_SET_TIME = 1 << 14,	/* MDTM with a time */
	MAY_SITE = 1 << 15,
	MAY_CHMOD = 1 << 16,	/* SITE CHMOD */
	MAY_ENCRYPT = 1 << 17,	/* AUTH, PBSZ, PROT */
	HAS_LOCAL_RIGHTS = 1 << 18,	/* no anon_ rule holds; USER again */
	MUST_ENCRYPT = 1 << 19,		/* data connections */
};

/* The broker needs a jail that lets it write for any of these. */
#define WRITING_ABILITIES \
	((uint64_t)(MAY_UPLOAD | MAY_APPEND | MAY_OVERWRITE | MAY_MKDIR | \
	MAY_RMDIR | MAY_DELETE | MAY_RENAME | MAY_SET_TIME | MAY_CHMOD))

#endif
