/* SPDX-License-Identifier: ISC */
/*
 * What happened, as facts. The old formats are renderings of the same facts:
 * native.c (vsftpd's lines), xferlog.c (wu-ftpd's). Foreign bytes are escaped
 * there and nowhere else.
 *
 * Monitor and broker write to descriptors opened before the jail. The engine
 * has none: its events travel as `note` messages to whoever serves it, which
 * adds peer and user itself and trusts none of the text.
 *
 * The state behind these functions is this folder's one file-scope variable:
 * an event can happen at any depth.
 */
#ifndef LOG_EVENT_H
#define LOG_EVENT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/attrs.h"
#include "base/span.h"

enum event_kind {
#define EVENT(name, word, status, level, transfer, origin, text, more, \
    sentence) \
	EV_##name,
#include "log/events.def"
#undef EVENT
	EV_COUNT
};

enum event_status { NO_STATUS, HAS_STATUS };

enum event_origin { FROM_SERVERS, FROM_ENGINE };

enum event_part { NOTHING, PATH, TO, MODE, COMMAND, REPLY, REASON, MESSAGE };

struct event_row {
	char name[16];
	char word[16];
	enum event_status status;
	int level;
	char transfer;
	enum event_origin origin;
	enum event_part text;
	enum event_part more;
	char sentence[96];
};

extern const struct event_row event_rows[EV_COUNT];

/* All of it optional; what is empty or zero is not printed. */
struct facts {
	bool failed;			/* where the row has a status */
	struct span text;		/* path, reason or line */
	struct span more;		/* of a change: to what */
	struct span reason;		/* for event_log alone */
	bool is_only_there;		/* old formats have no such line */
	struct span anon_password;	/* of an anonymous login */
	uint64_t bytes;
	int64_t usec;			/* of a transfer, from its command on */
	bool ascii;			/* TYPE of a transfer */
};

void event(enum event_kind kind, const struct facts *facts);

/* Its level of syslog(3): a login that fails is a warning. */
int event_level(enum event_kind kind, const struct facts *facts);

/*
 * An event that the engine noted, by the number it sent: logged if the engine
 * may be the source of it, else ignored (a forged one bans nobody). -1 then.
 */
int event_from_engine(uint32_t kind, struct span text) MUST_CHECK;

/* For an event that is a sentence: event_text(EV_FAULT, "...", ...). */
void event_text(enum event_kind kind, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* Setting up --------------------------------------------------------------- */

/* Reads the time zone, the first time: a listener does it for its sessions. */
void log_read_zone(void);

/* What may stand in a log. */
enum script { SCRIPT_ASCII, SCRIPT_UTF8, SCRIPT_EXACT };

/* What the options say about logs. Paths that are NULL are not opened. */
struct log_setup {
	const char *native_path;
	const char *xferlog_path;
	const char *events;		/* event_log */
	const char *syslog_ident;
	bool use_syslog;		/* native lines go to syslog instead */
	bool lock;			/* a record lock around each line */
	bool tells_faults;		/* also to syslog (log_die) */
	enum script script;
};

/*
 * Opens what the set-up names, append only, as the user we are now; loads the
 * time zone and connects syslog, which no jail allows later. A file that cannot
 * be opened is an event of its own, and has no lines.
 */
void log_open(const struct log_setup *setup);

/*
 * The files stay as they are, all else becomes as `setup` has it: a user's own
 * options. Connects syslog if anything may have to go there: no jail allows it
 * later.
 */
void log_adopt(const struct log_setup *setup);

/* The server's name in syslog and titles, not copied; NULL changes nothing. */
void log_set_name(const char *name);

/* The client's address, as text; copied. */
void log_set_peer(const char *peer);

/* The name that native lines carry from now on; empty: none. Copied. */
void log_set_user(struct span user);

/* Who the xferlog names: 'a' anonymous, 'g' guest, 'r' real; copied. */
void log_set_identity(char access, struct span identity);

/* Events of this process go to `forward` instead of the files (engine). */
void log_forward_to(void (*forward)(enum event_kind kind,
    const struct facts *facts));

#endif
