/* SPDX-License-Identifier: ISC */
/* The live view of `oneftpd who --watch`: see who.h. Command line. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "admin/who.h"
#include "admin/who_row.h"
#include "base/deadline.h"
#include "base/fail.h"

#define EVERY_MS 1000

/* What terminals have understood since the VT100, and xterm's second screen. */
#define ENTER_SCREEN "\033[?1049h\033[?25l"
#define LEAVE_SCREEN "\033[?25h\033[?1049l"
#define TO_THE_TOP "\033[H"
#define END_OF_LINE "\033[K\r\n"
#define CLEAR_BELOW "\033[J"

/* A handler has no argument. */
static volatile sig_atomic_t is_over;

static void
on_signal(int signal)
{
	if (signal != SIGWINCH)
		is_over = true;
}

/* What a session had moved when it was last looked at. */
struct before {
	pid_t pid;
	int64_t taken_us;
	uint64_t moved;
};

struct watch {
	struct sessions *sessions;
	struct before *before;		/* one for each of the last look */
	size_t before_count;
	uint64_t *rates;		/* one for each session */
	int64_t looked_us;
};

/* Rates -------------------------------------------------------------------- */

static void *
get_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		fatal("no memory: %s", strerror(errno));
	return memory;
}

static uint64_t
moved_by(const struct seen_session *session)
{
	return session->moved_before + session->moved;
}

/* Sessions keep their order; so the last look is gone through once. */
static const struct before *
find_before(const struct watch *watch, const struct seen_session *session,
    size_t *from)
{
	for (size_t i = *from; i < watch->before_count; i++) {
		const struct before *before = &watch->before[i];

		if (before->pid != session->pid ||
		    before->taken_us != session->taken_us)
			continue;
		*from = i + 1;
		return before;
	}
	return NULL;
}

static void
find_rates(struct watch *watch)
{
	int64_t now = clock_us();
	uint64_t ms = (uint64_t)(now - watch->looked_us) / 1000 + 1;
	size_t from = 0;

	for (size_t i = 0; i < watch->sessions->count; i++) {
		const struct seen_session *session = &watch->sessions->list[i];
		const struct before *before = find_before(watch, session,
		    &from);

		watch->rates[i] = before != NULL &&
		    moved_by(session) >= before->moved
		    ? (moved_by(session) - before->moved) * 1000 / ms
		    : seen_rate(session);
	}
	for (size_t i = 0; i < watch->sessions->count; i++) {
		const struct seen_session *session = &watch->sessions->list[i];

		watch->before[i] = (struct before){ session->pid,
		    session->taken_us, moved_by(session) };
	}
	watch->before_count = watch->sessions->count;
	watch->looked_us = now;
}

/* The screen --------------------------------------------------------------- */

static struct winsize
screen_size(void)
{
	struct winsize size = { .ws_row = 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_row < 4 ||
	    size.ws_col < 20)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	return size;
}

/* Cut to the screen's width, but not within a character. */
static void
print_line(struct buf *line, unsigned columns)
{
	size_t at = 0, seen = 0;

	while (at < line->len) {
		bool begins = ((unsigned char)line->at[at] & 0xc0) != 0x80;

		if (begins && seen++ == columns)
			break;
		at++;
	}
	(void)printf("%.*s" END_OF_LINE, (int)at, line->at);
	buf_clear(line);
}

/* The busiest first, as far as they fit. */
static bool
find_next(const struct watch *watch, size_t *last)
{
	const uint64_t *rates = watch->rates;
	size_t count = watch->sessions->count, best = count;

	for (size_t i = 0; i < count; i++) {
		bool is_behind = *last == count || rates[i] < rates[*last] ||
		    (rates[i] == rates[*last] && i > *last);

		if (is_behind && (best == count || rates[i] > rates[best]))
			best = i;
	}
	*last = best;
	return best < count;
}

static void
draw(const struct watch *watch)
{
	struct winsize size = screen_size();
	char storage[WHO_ROW_MOST];
	struct buf line = BUF_OVER(storage);
	size_t count = watch->sessions->count, shown = count;
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += watch->rates[i];
	(void)fputs(TO_THE_TOP, stdout);
	buf_putf(&line, "oneftpd: %zu session%s, %llu bytes/s  (q ends)",
	    count, count == 1 ? "" : "s", (unsigned long long)sum);
	print_line(&line, size.ws_col);
	who_put_heading(&line);
	print_line(&line, size.ws_col);
	for (unsigned row = 3; row < size.ws_row &&
	    find_next(watch, &shown); row++) {
		who_put_row(&line, &watch->sessions->list[shown],
		    watch->rates[shown]);
		print_line(&line, size.ws_col);
	}
	(void)fputs(CLEAR_BELOW, stdout);
	(void)fflush(stdout);
}

/* The terminal ------------------------------------------------------------- */

/* A key, a new size of the screen, or time. False: that was the last. */
static bool
goes_on(void)
{
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	char key;

	if (poll(&keys, 1, EVERY_MS) <= 0)
		return !is_over;
	return read(STDIN_FILENO, &key, 1) == 1 && key != 'q' && key != 'Q';
}

static int
watch_until_over(struct watch *watch)
{
	int result = 0;

	(void)fputs(ENTER_SCREEN, stdout);
	do {
		result = sessions_read(watch->sessions);
		if (result == 0) {
			find_rates(watch);
			draw(watch);
		}
	} while (result == 0 && goes_on());
	(void)fputs(LEAVE_SCREEN, stdout);
	(void)fflush(stdout);
	return result == 0 ? EXIT_SUCCESS : EXIT_FATAL;
}

int
who_watch(struct sessions *sessions)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH };
	struct sigaction act = { .sa_handler = on_signal };
	struct watch watch = { .sessions = sessions };
	struct termios usual, keys;
	int status;

	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &usual) == -1) {
		(void)fputs("oneftpd: --watch wants a terminal; try --json\n",
		    stderr);
		return EXIT_FATAL;
	}
	watch.before = get_memory(TABLE_SLOTS_MOST * sizeof(*watch.before));
	watch.rates = get_memory(TABLE_SLOTS_MOST * sizeof(*watch.rates));
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		(void)sigaction(signals[i], &act, NULL);
	keys = usual;
	keys.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	status = watch_until_over(&watch);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &usual);
	return status;
}
