/* SPDX-License-Identifier: ISC */
/* Asking for a new password: see password.h. Command line, as whoever it is. */
#include "admin/password.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/wipe.h"
#include "users/entry.h"

/* Which signal came while nothing was echoed: a handler has no argument. */
static volatile sig_atomic_t caught;

static void
on_signal(int signal)
{
	caught = signal;
}

static bool
complain(const char *text)
{
	(void)fprintf(stderr, "oneftpd: %s\n", text);
	return false;
}

/* Byte by byte: what follows the line is not ours to read. */
static bool
read_line(struct secret *line_out)
{
	char bytes[SECRET_MAX];
	size_t len = 0;
	ssize_t got;
	bool fits;

	while ((got = read(STDIN_FILENO, bytes + len, 1)) == 1 &&
	    bytes[len] != '\n' && len < sizeof(bytes) - 1)
		len++;
	if (len > 0 && bytes[len - 1] == '\r')
		len--;
	fits = got != -1 && len < sizeof(bytes) - 1 &&
	    secret_set(line_out, span_make(bytes, len)) == 0;
	wipe(bytes, sizeof(bytes));
	return fits;
}

/* Whatever ends this, the terminal shows again what is typed. */
static bool
read_hidden(const char *prompt, struct secret *line_out)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction act = { .sa_handler = on_signal }, old[4];
	struct termios usual, hidden;
	bool done;

	if (tcgetattr(STDIN_FILENO, &usual) == -1)
		return complain("there is no terminal to ask for the password "
		    "on: write it to standard input, with --password-stdin");
	hidden = usual;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)sigaction(signals[i], &act, &old[i]);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	(void)fputs(prompt, stderr);
	done = read_line(line_out);
	(void)fputc('\n', stderr);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)sigaction(signals[i], &old[i], NULL);
	if (caught != 0)
		(void)raise(caught);
	return done || complain("no password was given");
}

static bool
ask_twice(const char *user, struct secret *password)
{
	struct secret again = { .len = 0 };
	char prompt[USERS_NAME_MOST + 32];
	bool same;

	(void)snprintf(prompt, sizeof(prompt), "Password for %s: ", user);
	if (!read_hidden(prompt, password) ||
	    !read_hidden("The same again: ", &again))
		return false;
	same = secret_is(&again, span_make(password->bytes, password->len));
	secret_wipe(&again);
	return same || complain("the two passwords differ");
}

/* As the server takes it: see monitor/login.c. */
static bool
is_usable(const struct secret *password)
{
	if (password->len == 0)
		return complain("an empty password lets nobody in: give one");
	if (password->len > USERS_PASSWORD_MOST)
		return complain("the password is too long: FTP takes 128 "
		    "bytes");
	for (size_t i = 0; i < password->len; i++)
		if (password->bytes[i] == '\0' || password->bytes[i] == '\r')
			return complain("there is a byte in the password that "
			    "FTP cannot send");
	return true;
}

bool
password_ask(const char *user, bool from_input, struct secret *password_out)
{
	if (from_input)
		return (read_line(password_out) || complain("no password came "
		    "from standard input, or one that is too long")) &&
		    is_usable(password_out);
	return ask_twice(user, password_out) && is_usable(password_out);
}
