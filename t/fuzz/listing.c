/* SPDX-License-Identifier: ISC */
/*
 * The argument of LIST, NLST and STAT, behind a byte of settings, in a folder
 * with names as bad as can be. Each line ends in CR LF and holds no other CR,
 * LF or NUL; nothing beside the root is seen; what is hidden or denied is in
 * no listing; and no pattern takes long, which libFuzzer looks at.
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "broker/filter.h"
#include "broker/listing.h"
#include "loading.h"

/* Bits of the first byte; the lowest are enum list_style. */
enum setting { RECURSES = 8, HIDES = 16, DENIES = 32, IS_ANONYMOUS = 64 };

/* Texts that nobody types, so that what shows them is a listing. */
#define BESIDE "q7beside"
#define SECRET "q7secret"

static struct broker broker;
static struct loading loading;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
make_file(int dir, const char *name)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd == NO_FD)
		err(2, "%s", name);
	fd_close(&fd);
}

static void
make_folder(int dir)
{
	static const char *const names[] = {
		"a", "b.key", "-l", "-R", "*", "{a,b}", "[", "with blank", "~",
		"line\nfeed", "return\r", "\xff\xfe", "\xe2\x82\xac", "227 x",
		"sub/deep/c", "sub/q7secret", SECRET,
	};

	if (mkdirat(dir, "sub", 0755) == -1 ||
	    mkdirat(dir, "sub/deep", 0755) == -1 ||
	    mkdirat(dir, "closed", 0700) == -1 ||
	    symlinkat("/", dir, "root") == -1 ||
	    symlinkat("..", dir, "out") == -1 ||
	    symlinkat("..", dir, "sub/up") == -1)
		err(2, "cannot make the folder");
	for (size_t i = 0; i < COUNT_OF(names); i++)
		make_file(dir, names[i]);
}

/* The folder is made once, and taken away when the fuzzer ends. */
static char top[] = "/tmp/listing.XXXXXX";

static void
remove_top(void)
{
	char command[64];

	(void)snprintf(command, sizeof(command), "rm -rf %s", top);
	(void)!system(command);
}

static void
make_place(void)
{
	static char root[64];
	int dir;

	if (mkdtemp(top) == NULL || atexit(remove_top) != 0)
		err(2, "%s", top);
	(void)snprintf(root, sizeof(root), "%s/" BESIDE, top);
	if (mkdir(root, 0755) == -1)
		err(2, "%s", root);
	(void)snprintf(root, sizeof(root), "%s/root", top);
	if (mkdir(root, 0755) == -1)
		err(2, "%s", root);
	dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir == NO_FD)
		err(2, "%s", root);
	make_folder(dir);
	broker.place.root = dir;
	broker.place.root_path = root;
	memcpy(broker.place.cwd, "/", 2);
	memcpy(broker.place.home, "/", 2);
	if (arena_init(&broker.listing, (size_t)64 << 20) == -1)
		err(2, "arena");
}

static void
set(const char *setting)
{
	if (load_bytes(&loading, setting, strlen(setting)) == -1)
		errx(2, "%s", setting);
}

static void
prepare(unsigned settings)
{
	if (broker.place.root_path == NULL)
		make_place();
	begin_loading(&loading);
	if ((settings & RECURSES) != 0)
		set("ls_recurse_enable=YES\n");
	if ((settings & HIDES) != 0)
		set("hide_file={" SECRET ",*.key}\n");
	if ((settings & DENIES) != 0)
		set("deny_file=" SECRET "\n");
	broker.conf = &loading.conf;
	broker.anonymous = (settings & IS_ANONYMOUS) != 0;
}

static bool
holds(struct span text, const char *word)
{
	return memmem(text.at, text.len, word, strlen(word)) != NULL;
}

static void
check_lines(struct span lines, struct span argument, unsigned settings)
{
	if (!holds(argument, BESIDE) && holds(lines, BESIDE))
		abort();
	if ((settings & HIDES) != 0 && !holds(argument, SECRET) &&
	    holds(lines, SECRET))
		abort();
	while (lines.len > 0) {
		struct span line = span_split(&lines, '\n');

		if (line.len == 0 || line.at[line.len - 1] != '\r' ||
		    memchr(line.at, '\r', line.len - 1) != NULL ||
		    memchr(line.at, '\0', line.len) != NULL)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static char storage[1 << 20];
	struct span argument = span_make(bytes + 1, len > 0 ? len - 1 : 0);
	struct listing listing;
	ssize_t got;
	int lines;

	if (len == 0 || len > 4096)
		return 0;
	prepare(bytes[0]);
	lines = memfd_create("lines", MFD_CLOEXEC);
	if (listing_open(&broker, argument, bytes[0] & STYLE_MASK,
	    &listing) == GRANTED && listing.dir != NO_FD)
		(void)listing_stream(&broker, &listing, lines);
	arena_reset(&broker.listing);
	fd_close(&listing.dir);
	got = pread(lines, storage, sizeof(storage), 0);
	fd_close(&lines);
	check_lines(span_make(storage, got > 0 ? (size_t)got : 0), argument,
	    bytes[0]);
	return 0;
}
