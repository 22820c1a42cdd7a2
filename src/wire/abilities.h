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
	MAY_CONNECT = 1 << 3,	/* PORT, EPRT */
	MAY_UPLOAD = 1 << 4,	/* STOR, STOU */
	MAY_APPEND = 1 << 5,
	MAY_MKDIR = 1 << 6,
	MAY_CHANGE = 1 << 7,	/* DELE, RMD, RNFR, RNTO */
	MAY_SITE = 1 << 8,
	MAY_ENCRYPT = 1 << 9,	/* PBSZ, PROT */
	MAY_ENTER = 1 << 10,	/* CWD, CDUP */
	MAY_LOOK = 1 << 11,	/* SIZE, MDTM */
	MAY_ANNOUNCE = 1 << 12,	/* PASV: an address, too */
};

#endif
