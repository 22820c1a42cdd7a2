/* SPDX-License-Identifier: ISC */
/*
 * The broker's state. It runs as the logged-in user in the session's jail and
 * answers the engine, which it takes for hostile: every permission is checked
 * here, whatever the engine has already checked.
 */
#ifndef BROKER_BROKER_H
#define BROKER_BROKER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/arena.h"
#include "base/deadline.h"
#include "broker/accounts.h"
#include "broker/dirmessage.h"
#include "broker/low_ports.h"
#include "broker/path.h"
#include "broker/sockets.h"
#include "broker/store.h"
#include "conf/conf.h"
#include "log/record.h"
#include "wire/channel.h"
#include "wire/handover.h"

/* What every session touches is in the middle: see wire/channel.h. */
struct broker {
	struct channel aside;	/* of the engine; for what it says meanwhile */
	struct channel monitor;		/* .fd is NO_FD unless it has stayed */
	struct channel engine;
	const struct conf *conf;
	const struct session_facts *facts;
	uint64_t abilities;		/* enum ability bits */
	bool anonymous;			/* the anon_ rules apply */
	pid_t engine_pid;		/* our child, or 0 */
	struct data_port port;
	struct low_ports low_ports;	/* connect_from_port_20 */
	struct record *record;	/* of the transfer that is on */
	struct upload upload;
	struct swept swept;
	int locked;		/* the file being downloaded, or NO_FD */
	bool may_sign;		/* a data connection has had no handshake yet */
	mode_t umask;		/* of the session's files */
	struct arena listing; /* names of the directory being listed */
	int listing_error;	/* of the last one, until its end is told */
	struct place place;
	struct visits visits;
	struct names users, groups;	/* text_userdb_names */
};

/* One of the engine's events, if it is one that it may note. */
void broker_note(const struct msg_note *note);

/*
 * The end of the session, because another of its processes has gone or must go.
 * The upload that is on goes the way of those that fail.
 */
void broker_end(struct broker *broker) NORETURN;

/* The engine has broken a rule: it is logged, and the session ends. */
void broker_hang_up(struct broker *broker, const char *sent) NORETURN;

#endif
