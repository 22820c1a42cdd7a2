/* SPDX-License-Identifier: ISC */
/*
 * The configuration: one struct whose fields are the rows of options.def, the
 * parser that fills it, and the checks across options.
 *
 * Used by the monitor, the listener and the command line. Engine and broker
 * get a copy that holds only what their row column lets them see
 * (conf_keep_only). The parser reads files that an administrator owns; it is
 * lenient in form (spec/options.md 1, design.md 11), strict in values, and
 * reports every fault of a file, not only the first.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/span.h"

/* The last moment at which a file may set it: a column of options.def. */
enum conf_phase {
	AT_START,	/* the files and settings of the command line */
	AT_CONNECT,	/* also the file that VSFTPD_LOAD_CONF names */
	AT_LOGIN,	/* also the user's file in user_config_dir */
};

/* Which roles a value is for: a column of options.def. */
enum conf_role {
	SEES_MONITOR = 1,
	SEES_BROKER = 2,
	SEES_ENGINE = 4,
	SEES_LISTENER = 8,
};

/* Does an option do something here: a column of options.def. */
enum conf_effect {
	WORKS,		/* what the manual says */
	NO_EFFECT,	/* accepted; --check says that nothing depends on it */
};

/* Who set a value last. */
enum conf_origin_kind {
	FROM_DEFAULT, FROM_FILE, FROM_COMMAND_LINE,
};

#define NO_BOUND UINT32_MAX	/* a number of options.def without a limit */

/* One field per row of options.def; NULL is a text that is unset. */
struct conf {
#define OPT_BOOL(name, ...) bool name;
#define OPT_NUM(name, ...) uint32_t name;
#define OPT_OCTAL(name, ...) uint32_t name;
#define OPT_TEXT(name, ...) const char *name;
#define OPT_PATH(name, ...) const char *name;
#define OPT_PROSE(name, ...) const char *name;
#define OPT_ALIAS(alias, name)
#include "conf/options.def"
#undef OPT_BOOL
#undef OPT_NUM
#undef OPT_OCTAL
#undef OPT_TEXT
#undef OPT_PATH
#undef OPT_PROSE
#undef OPT_ALIAS
};

/* What applies where nothing is set; its texts are constants. */
extern const struct conf conf_defaults;

enum conf_kind {
	KIND_BOOL, KIND_NUM, KIND_OCTAL, KIND_TEXT, KIND_PATH, KIND_PROSE,
};

/* The longest name of an option, and its NUL. */
#define OPTION_NAME_ROOM 29

/* A row of options.def, for everything that loops over options. */
struct option_row {
	char name[OPTION_NAME_ROOM];
	enum conf_kind kind;
	size_t offset;			/* of the field in struct conf */
	uint32_t low, high;		/* bounds of a number */
	enum conf_phase phase;
	unsigned sees;			/* enum conf_role bits */
	enum conf_effect effect;
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* The row's sentence for the manual: apart, because no session reads it. */
const char *option_help(const struct option_row *row) MUST_CHECK;

/* The row with this name or alias, or NULL. */
const struct option_row *option_find(struct span name);

/* Where a value came from. Kept per row, beside the values. */
struct conf_origin {
	enum conf_origin_kind kind;
	const char *file;	/* FROM_FILE: its path as given */
	unsigned line;		/* FROM_FILE: from 1 */
};

/*
 * What is wrong with a configuration: file, line, option, fault and remedy,
 * one by one as they are found. `is_fault` false: a warning. All texts are
 * gone when the reporter returns.
 */
struct conf_fault {
	bool is_fault;
	const char *file;	/* NULL: the command line, or no single place */
	unsigned line;		/* 0: none, the file as a whole */
	const char *option;	/* NULL: none */
	const char *text;	/* what is wrong, and what to write instead */
};

typedef void (*conf_fault_reporter)(void *context,
    const struct conf_fault *fault);

/* A configuration being loaded: values, origins, and who hears of faults. */
struct conf_load {
	struct conf *conf;
	struct conf_origin *origins;	/* option_row_count of them */
	struct arena *arena;		/* texts of values and paths */
	conf_fault_reporter report; /* NULL: nobody, they are only counted */
	void *context;
	unsigned faults;		/* counted here as they are reported */
};

/*
 * All defaults. `origins` must have room for option_row_count entries;
 * the arena is the caller's and must outlive the conf.
 */
void conf_load_init(struct conf_load *load, struct conf *conf,
    struct conf_origin *origins, struct arena *arena);

/*
 * Loads one file on top of what is there. Faults go to load->report, all of
 * them; -1 if there were any. The file must be regular and owned by the real
 * user id (spec/options.md 1.2); at most 100000 bytes count.
 */
int conf_load_file(struct conf_load *load, const char *path) MUST_CHECK;

/* One setting as in -oNAME=VALUE. */
int conf_load_setting(struct conf_load *load, struct span setting) MUST_CHECK;

/*
 * Faults that one file line cannot show: options against each other and
 * against this machine (users, directories, ports, addresses). Needs no root.
 * `thorough` adds what only --check and the start of a listener have time for:
 * users that do not exist, files that cannot be read, warnings on effects.
 * Without it no system call is made.
 * -1 if there were faults.
 */
int conf_check(struct conf_load *load, bool thorough) MUST_CHECK;

/* Was the option written out (file or command line), or is it the default? */
bool conf_is_set(const struct conf_load *load, const struct option_row *row);

/* As conf_is_set, for the option of this name, which must exist. */
bool conf_is_written(const struct conf_load *load, const char *name);

/* May others than anonymous users log in? */
static inline bool
conf_takes_users(const struct conf *conf)
{
	return conf->local_enable || conf->users_file != NULL;
}

/*
 * Wipes every value that `role` may not see: what a role does not need is not
 * in its memory. The text itself is overwritten, not only the pointer.
 */
void conf_keep_only(struct conf *conf, enum conf_role role);

/* The value of a row as one would write it in a file; "" is unset. */
void conf_put_value(struct buf *buf, const struct conf *conf,
    const struct option_row *row);

#endif
