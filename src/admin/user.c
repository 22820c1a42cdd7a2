/* SPDX-License-Identifier: ISC */
/*
 * The command `oneftpd user`: see user.h. As whoever may write to the file; its
 * arguments are an administrator's, and are checked for mistakes, not malice.
 */
#include "admin/user.h"

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/help.h"
#include "admin/password.h"
#include "base/fail.h"
#include "base/num.h"
#include "users/change.h"
#include "users/file.h"
#include "users/home.h"
#include "users/object.h"

#define EXIT_NOT_DONE 1

static const char usage[] =
    "Usage: oneftpd user add NAME --home DIR [--create-home]\n"
    "                   [--uid N --gid N] [--comment TEXT]\n"
    "                   [--hash METHOD] [--password-stdin]\n"
    "       oneftpd user passwd NAME [--hash METHOD] [--password-stdin]\n"
    "       oneftpd user del NAME\n"
    "       oneftpd user list\n"
    "\n"
    "Changes the users_file that /etc/oneftpd.conf or /etc/vsftpd.conf names.\n"
    "\n"
    "  --file FILE       that users file instead\n"
    "  --config FILE     the one that this configuration names\n"
    "  --home DIR        where the user is locked in\n"
    "  --create-home     make that directory now\n"
    "  --uid N, --gid N  whose rights the user has; unset, those of\n"
    "                    guest_username\n"
    "  --hash METHOD     yescrypt (the default), bcrypt or sha512\n"
    "  --password-stdin  the password is the first line of standard input\n";

enum verb { ADD = 1, PASSWD = 2, DEL = 4, LIST = 8, ANY = 15 };

static const struct {
	char name[8];
	enum verb verb;
} verbs[] = {
	{ "add", ADD }, { "passwd", PASSWD }, { "del", DEL }, { "list", LIST },
};

enum flag {
	FLAG_FILE, FLAG_CONFIG, FLAG_HOME, FLAG_UID, FLAG_GID, FLAG_COMMENT,
	FLAG_HASH, FLAG_CREATE_HOME, FLAG_PASSWORD_STDIN, FLAGS,
};

/* For which verbs a flag is, and whether a value belongs to it. */
static const struct {
	char name[20];
	unsigned verbs;
	bool has_value;
} flags[FLAGS] = {
	[FLAG_FILE] = { "--file", ANY, true },
	[FLAG_CONFIG] = { "--config", ANY, true },
	[FLAG_HOME] = { "--home", ADD, true },
	[FLAG_UID] = { "--uid", ADD, true },
	[FLAG_GID] = { "--gid", ADD, true },
	[FLAG_COMMENT] = { "--comment", ADD, true },
	[FLAG_HASH] = { "--hash", ADD | PASSWD, true },
	[FLAG_CREATE_HOME] = { "--create-home", ADD, false },
	[FLAG_PASSWORD_STDIN] = { "--password-stdin", ADD | PASSWD, false },
};

/* Costs: crypt(5) says what they are; 0 is libcrypt's own. */
static const struct {
	char name[12];
	char prefix[8];
	unsigned long cost;
} methods[] = {
	{ "yescrypt", "$y$", 0 },
	{ "bcrypt", "$2b$", 11 },
	{ "sha512", "$6$", 100000 },
};

/* A command line that has been read. */
struct request {
	enum verb verb;
	const char *name;		/* NULL for LIST */
	const char *values[FLAGS];	/* NULL: not given */
	struct user_settings settings;
	const char *file;
};

/* The command line --------------------------------------------------------- */

/* "return complain(...)" is a failure, and can be seen to be one. */
#define complain(...) (complain_of(__VA_ARGS__), EXIT_FATAL)

PRINTF_LIKE(1, 2) static void
complain_of(const char *format, ...)
{
	va_list args;

	(void)fputs("oneftpd: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

static int
read_verb(struct request *request, const char *word)
{
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (strcmp(word, verbs[i].name) == 0) {
			request->verb = verbs[i].verb;
			return 0;
		}
	return complain("there is no \"user %s\": write add, passwd, del or "
	    "list", word);
}

/* Takes --flag, --flag VALUE or --flag=VALUE off the arguments. */
static int
read_flag(struct request *request, char ***at)
{
	struct span value = span_of(*(*at)++);
	struct span name = span_split(&value, '=');

	for (size_t i = 0; i < FLAGS; i++) {
		bool has_equals = name.at[name.len] == '=';

		if (!span_is(name, flags[i].name) ||
		    (flags[i].verbs & request->verb) == 0)
			continue;
		if (has_equals && !flags[i].has_value)
			return complain("%s has no value", flags[i].name);
		request->values[i] = has_equals ? value.at : "";
		if (has_equals || !flags[i].has_value)
			return 0;
		request->values[i] = *(*at)++;
		return request->values[i] != NULL ? 0
		    : complain("%s wants a value", flags[i].name);
	}
	return complain("unknown option %s; \"oneftpd user --help\" lists them",
	    name.at);
}

/* Behind the verb. The list ends with NULL. */
static int
read_rest(struct request *request, char **at)
{
	while (*at != NULL) {
		if ((*at)[0] == '-') {
			if (read_flag(request, &at) != 0)
				return EXIT_FATAL;
		} else if (request->name == NULL && request->verb != LIST) {
			request->name = *at++;
		} else {
			return complain("\"%s\" is one word too many", *at);
		}
	}
	if (request->name == NULL && request->verb != LIST)
		return complain("which user? Write the name behind the verb");
	return 0;
}

/* The users file ----------------------------------------------------------- */

static int
find_file(struct request *request, user_settings_reader reader)
{
	const char *given = request->values[FLAG_FILE];

	request->settings = reader(request->values[FLAG_CONFIG]);
	request->file = given != NULL ? given : request->settings.users_file;
	if (request->file != NULL)
		return 0;
	return complain("no users_file is configured: write "
	    "users_file=/etc/oneftpd.users into /etc/oneftpd.conf, or name "
	    "one with --file");
}

/* The file's text; one that is not there yet has nobody in it. */
static int
read_file(const struct request *request, struct span *text_out)
{
	/* One per process, which this command is. */
	static struct arena arena;
	char storage[256];
	struct buf why = BUF_OVER(storage);

	if (arena_init(&arena, USERS_ARENA) == -1)
		return complain("no address space: %s", strerror(errno));
	if (users_read(&arena, request->file, text_out, &why) == USERS_UNFIT)
		return complain("%s: %s", request->file, buf_text(&why));
	return 0;
}

static int
decline(const struct request *request)
{
	(void)complain(request->verb == ADD
	    ? "%s: there is a user \"%s\" already; nothing was changed"
	    : "%s: there is no user \"%s\"", request->file, request->name);
	return EXIT_NOT_DONE;
}

static int
apply(const struct request *request, users_edit edit,
    struct users_line_edit *line)
{
	char storage[5000];
	struct buf why = BUF_OVER(storage);

	switch (users_change(request->file, request->verb == ADD, edit, line,
	    &why)) {
	case USERS_CHANGED:
		return EXIT_SUCCESS;
	case USERS_FAILED:
		return complain("%s", buf_text(&why));
	case USERS_UNCHANGED:
		break;
	}
	return decline(request);
}

/* Before a password is asked for in vain. */
static int
check_name(const struct request *request)
{
	struct span text = span_of("");
	int result = read_file(request, &text);

	if (result == 0 && users_has(text, span_of(request->name)) ==
	    (request->verb == ADD))
		result = decline(request);
	return result;
}

/* The deeds ---------------------------------------------------------------- */

/* Asks for the password and hashes it. */
static int
make_hash(const struct request *request, char hash_out[static HASH_ROOM])
{
	const char *method = request->values[FLAG_HASH], *why = NULL;
	const struct crypt_object *crypt = crypt_load(&why);
	struct secret password = { .len = 0 };
	size_t i = 0;
	int result = EXIT_FATAL;

	while (method != NULL && i < COUNT_OF(methods) &&
	    strcmp(method, methods[i].name) != 0)
		i++;
	if (i == COUNT_OF(methods))
		return complain("there is no method \"%s\": write yescrypt, "
		    "bcrypt or sha512", method);
	if (crypt == NULL)
		return complain("passwords cannot be hashed: %s", why);
	if (password_ask(request->name,
	    request->values[FLAG_PASSWORD_STDIN] != NULL, &password))
		result = crypt->make(methods[i].prefix, methods[i].cost,
		    &password, hash_out) ? 0
		    : complain("libcrypt has not got this method: choose "
		    "another one with --hash");
	secret_wipe(&password);
	return result;
}

/* Those that were given, or else the account's. */
static int
find_ids(const struct request *request, char *ids_out, size_t size)
{
	const char *uid = request->values[FLAG_UID];
	const char *gid = request->values[FLAG_GID];
	const struct passwd *account;

	if ((uid == NULL) != (gid == NULL))
		return complain("--uid and --gid belong together: give both");
	if (uid != NULL) {
		(void)snprintf(ids_out, size, "%.11s:%.11s", uid, gid);
		return 0;
	}
	account = request->settings.account != NULL
	    ? getpwnam(request->settings.account) : NULL;
	if (account == NULL)
		return complain("there is no account \"%s\" (guest_username) "
		    "whose rights the user could have: create it, or give "
		    "--uid and --gid", request->settings.account != NULL
		    ? request->settings.account : "");
	(void)snprintf(ids_out, size, "%u:%u", (unsigned)account->pw_uid,
	    (unsigned)account->pw_gid);
	return 0;
}

/* The line with "*" for a hash: is it one that the server will take? */
static int
check_line(const struct request *request, const char *ids,
    struct users_entry *entry_out)
{
	static char storage[4096];
	struct buf line = BUF_OVER(storage);
	const char *comment = request->values[FLAG_COMMENT];
	const char *home = request->values[FLAG_HOME], *why = NULL;

	if (home == NULL)
		return complain("where is the user at home? Write --home DIR");
	buf_putf(&line, "%s:*:%s:%s:%s:/usr/sbin/nologin", request->name, ids,
	    comment != NULL ? comment : "", home);
	if (line.full)
		return complain("that is more than a line may have");
	switch (users_entry_read(buf_span(&line), entry_out, &why)) {
	case USERS_ENTRY:
		return 0;
	case USERS_FAULTY:
		return complain("%s:*:%s:%s:%s: %s", request->name, ids,
		    comment != NULL ? comment : "", home, why);
	case USERS_NOTHING:
		break;
	}
	return complain("\"%s\" is no name", request->name);
}

/* Now, with --create-home; without it a word about one that is missing. */
static int
see_to_home(const struct request *request, const struct users_entry *entry)
{
	const struct home home = {
		.path = request->values[FLAG_HOME],
		.uid = entry->uid, .gid = entry->gid,
		.mode = 0777 & ~request->settings.umask,
	};
	char storage[2048];
	struct buf why = BUF_OVER(storage);

	if (request->values[FLAG_CREATE_HOME] == NULL) {
		if (access(home.path, F_OK) == -1 && errno == ENOENT)
			(void)complain("note: there is no %s yet: make it, or "
			    "write create_home=YES", home.path);
		return EXIT_SUCCESS;
	}
	if (home_make(&home, &why) != HOME_REFUSED)
		return EXIT_SUCCESS;
	return complain("the user is added, but has no home: %s",
	    buf_text(&why));
}

static int
add(const struct request *request)
{
	char ids[32] = "", hash[HASH_ROOM] = "", storage[4096];
	struct buf line = BUF_OVER(storage);
	struct users_entry entry;
	int result = find_ids(request, ids, sizeof(ids));

	if (result == 0)
		result = check_line(request, ids, &entry);
	if (result == 0)
		result = check_name(request);
	if (result == 0)
		result = make_hash(request, hash);
	if (result != 0)
		return result;
	buf_putf(&line, "%s:%s:%u:%u:%.*s:%.*s:%.*s\n", request->name, hash,
	    (unsigned)entry.uid, (unsigned)entry.gid,
	    SPAN_ARGS(entry.comment), SPAN_ARGS(entry.home),
	    SPAN_ARGS(entry.shell));
	if (line.full)
		return complain("that is more than a line may have");
	result = apply(request, users_edit_add, &(struct users_line_edit){
	    .name = entry.name, .line = buf_span(&line) });
	return result == EXIT_SUCCESS ? see_to_home(request, &entry) : result;
}

static int
change_password(const struct request *request)
{
	char hash[HASH_ROOM] = "";
	int result = check_name(request);

	if (result == 0)
		result = make_hash(request, hash);
	if (result != 0)
		return result;
	return apply(request, users_edit_hash, &(struct users_line_edit){
	    .name = span_of(request->name), .line = span_of(hash) });
}

static int
delete_user(const struct request *request)
{
	return apply(request, users_edit_delete, &(struct users_line_edit){
	    .name = span_of(request->name), .line = span_of("") });
}

static void
print_entry(const struct users_entry *entry, const struct crypt_object *crypt)
{
	static const char states[][8] = {
		[HASH_GOOD] = "active", [HASH_WEAK] = "weak",
		[HASH_LOCKED] = "locked", [HASH_UNKNOWN] = "unknown",
	};

	(void)printf("%-16.*s %7u %7u %-8s %.*s\n", SPAN_ARGS(entry->name),
	    (unsigned)entry->uid, (unsigned)entry->gid,
	    crypt != NULL ? states[crypt->judge(entry->hash)] : "?",
	    SPAN_ARGS(entry->home));
}

static int
print_all(const struct request *request, struct span text)
{
	const char *why = NULL;
	const struct crypt_object *crypt = crypt_load(&why);
	struct users_entry entry;
	unsigned line = 0;
	int result = EXIT_SUCCESS;

	while (text.len > 0) {
		line++;
		switch (users_entry_read(span_split(&text, '\n'), &entry,
		    &why)) {
		case USERS_ENTRY:
			print_entry(&entry, crypt);
			break;
		case USERS_FAULTY:
			result = complain("%s:%u: %s", request->file, line,
			    why);
			break;
		case USERS_NOTHING:
			break;
		}
	}
	return result;
}

static int
list(const struct request *request)
{
	struct span text = span_of("");
	int result = read_file(request, &text);

	return result == 0 ? print_all(request, text) : result;
}

int
user_command(int count, char **arguments, user_settings_reader reader)
{
	struct request request = { .name = NULL };

	if (count == 0) {
		(void)fputs(usage, stderr);
		return EXIT_FATAL;
	}
	if (is_help(arguments[0])) {
		(void)fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	if (read_verb(&request, arguments[0]) != 0 ||
	    read_rest(&request, arguments + 1) != 0 ||
	    find_file(&request, reader) != 0)
		return EXIT_FATAL;
	switch (request.verb) {
	case ADD:
		return add(&request);
	case PASSWD:
		return change_password(&request);
	case DEL:
		return delete_user(&request);
	default:
		return list(&request);
	}
}
