/* SPDX-License-Identifier: ISC */
/*
 * Files and settings, line by line: spec/options.md 1.1 and 1.2, with the
 * leniencies of design.md 11. Monitor, listener and command line, as whoever
 * started the program; its speed is part of what each connection costs.
 */
#include "conf/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wipe.h"
#include "conf/nearest.h"
#include "conf/report.h"
#include "conf/rows.h"
#include "conf/value.h"

#define CONF_BYTES 100000	/* what vsftpd reads of a file */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Settings ----------------------------------------------------------------- */

static void
report_unknown(struct conf_load *load, struct span name,
    const struct place *place)
{
	const char *nearest = option_nearest(name);
	struct shown text = shown(name);
	struct place here = *place;

	here.option = text.text;
	if (name.len == 0)
		report_fault(load, place,
		    "there is no option before the equals "
		    "sign: write NAME=VALUE");
	else if (nearest != NULL)
		report_fault(load, &here,
		    "there is no such option: write %s if "
		    "that was meant, or take the line out",
		    nearest);
	else
		report_fault(load, &here, "there is no such option: take the "
		    "line out");
}

static void
report_missing(struct conf_load *load, const struct option_row *row,
    const struct place *place)
{
	report_fault(load, place, "the value is missing: write %s=%s",
	    row->name, row->kind == KIND_BOOL ? "YES or NO" : "NUMBER");
}

/* vsftpd lets the last one win in silence. */
static void
warn_of_twin(struct conf_load *load, const struct conf_origin *origin,
    const struct place *place)
{
	if (origin->kind == FROM_FILE && origin->file == place->file)
		report_warning(load, place,
		    "line %u sets this as well, and only "
		    "the last counts: take one out",
		    origin->line);
}

static void
set_row(struct conf_load *load, const struct option_row *row,
    struct span value, struct place *place)
{
	struct conf_origin *origin = &load->origins[row - option_rows];
	unsigned faults_before = load->faults;

	place->option = row->name;
	if (value.len == 0 && !row_is_text(row)) {
		report_missing(load, row, place);
		return;
	}
	warn_of_twin(load, origin, place);
	value_set(load, row, value, place);
	if (load->faults > faults_before)
		return;
	*origin = (struct conf_origin){
		.kind = place->file != NULL ? FROM_FILE : FROM_COMMAND_LINE,
		.file = place->file, .line = place->line,
	};
}

/*
 * A blank before the equals sign is nothing that vsftpd reads, so the value
 * beside it owes vsftpd nothing either and loses its blanks: "umask = 022" is
 * octal, whereas "umask= 022" is what vsftpd makes of it, a decimal number.
 */
static void
load_setting(struct conf_load *load, struct span setting, struct place *place)
{
	struct span value = setting;
	struct span left = span_split(&value, '=');
	struct span name = span_trim(left);
	const struct option_row *row = option_find(name);

	if (row == NULL) {
		report_unknown(load, name, place);
		return;
	}
	if (name.len < left.len)
		value = span_trim(value);
	set_row(load, row, value, place);
}

/* Lines -------------------------------------------------------------------- */

static struct span
skip_blanks(struct span line)
{
	while (line.len > 0 && span_is_blank(line.at[0]))
		line = span_from(line, 1);
	return line;
}

static void
load_line(struct conf_load *load, struct span line, struct place *place)
{
	struct span until_nul = span_first(line, span_find(line, '\0'));
	struct span text = skip_blanks(until_nul);

	place->option = NULL;
	if (until_nul.len < line.len)
		report_warning(load, place, "a NUL byte hides the rest of the "
		    "line: take it out");
	if (text.len > 0 && text.at[0] != '#')
		load_setting(load, text, place);
}

static void
load_lines(struct conf_load *load, struct span content, struct place *place)
{
	if (span_begins(content, BYTE_ORDER_MARK))
		content = span_from(content, strlen(BYTE_ORDER_MARK));
	while (content.len > 0) {
		place->line++;
		load_line(load, span_split(&content, '\n'), place);
	}
}

/* Files -------------------------------------------------------------------- */

/* Whoever may write it decides what this process does. */
static int
check_file(struct conf_load *load, int fd, struct stat *facts,
    const struct place *place)
{
	uid_t owner = getuid();

	if (fstat(fd, facts) == -1) {
		report_fault(load, place, "this cannot be read: %s",
		    strerror(errno));
		return -1;
	}
	if (facts->st_uid != owner) {
		report_fault(load, place, "this belongs to user %u, who could "
		    "change what the server does: give it to user %u, who "
		    "starts the server", (unsigned)facts->st_uid,
		    (unsigned)owner);
		return -1;
	}
	if (!S_ISREG(facts->st_mode)) {
		report_fault(load, place, "this is not a file: name a file");
		return -1;
	}
	return 0;
}

/* The bytes that count, or -1 after a report. */
static ssize_t
read_file(struct conf_load *load, const char *path, char *bytes_out,
    const struct place *place)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat facts;
	ssize_t len = -1;

	if (fd == NO_FD) {
		report_fault(load, place,
		    "this cannot be read: %s: name a file "
		    "that exists and may be read",
		    strerror(errno));
		return -1;
	}
	if (check_file(load, fd, &facts, place) == 0) {
		/* As many as there are: saves the read that finds the end. */
		len = fd_read_up_to(fd, bytes_out, facts.st_size < CONF_BYTES
		    ? (size_t)facts.st_size : CONF_BYTES);
		if (len == -1)
			report_fault(load, place, "this cannot be read: %s",
			    strerror(errno));
		else if (facts.st_size > CONF_BYTES)
			report_warning(load, place, "only the first %d bytes "
			    "count: shorten it", CONF_BYTES);
	}
	fd_close(&fd);
	return len;
}

void
conf_load_init(struct conf_load *load, struct conf *conf,
    struct conf_origin *origins, struct arena *arena)
{
	*conf = conf_defaults;
	memset(origins, 0, option_row_count * sizeof(*origins));
	*load = (struct conf_load){
		.conf = conf, .origins = origins, .arena = arena,
	};
}

int
conf_load_file(struct conf_load *load, const char *path)
{
	/*
	 * Not on the stack, where each page would be touched in advance; wiped
	 * below, so it carries nothing from one call to the next.
	 */
	static char content[CONF_BYTES];
	unsigned faults_before = load->faults;
	struct place place = {
		.file = arena_copy(load->arena, span_of(path)),
	};
	ssize_t len;

	if (place.file == NULL) {
		report_fault(load, &place, "no memory is left for one more "
		    "configuration file: name fewer");
		return -1;
	}
	len = read_file(load, path, content, &place);
	if (len > 0) {
		load_lines(load, span_make(content, (size_t)len), &place);
		wipe(content, (size_t)len);
	}
	return load->faults == faults_before ? 0 : -1;
}

int
conf_load_setting(struct conf_load *load, struct span setting)
{
	unsigned faults_before = load->faults;
	struct place place = { .line = 0 };

	if (span_find(setting, '\n') < setting.len)
		report_fault(load, &place, "a setting is one line: write the "
		    "others as settings of their own");
	else
		load_setting(load, skip_blanks(setting), &place);
	return load->faults == faults_before ? 0 : -1;
}
