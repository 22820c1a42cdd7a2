/* SPDX-License-Identifier: ISC */
/*
 * Runs a harness of this folder where there is no libFuzzer: with any compiler,
 * on random changes of the files that are named, the same ones each time.
 *
 *   cc -fsanitize=address ... t/fuzz/codec.c t/fuzz/standalone/main.c libbase.a
 *   ./codec SECONDS [FILE...]
 *
 * With 0 seconds each file is tried as it is, once: to see a finding again.
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/fd.h"

#define INPUT_MAX 16384
#define INPUTS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct input {
	size_t len;
	uint8_t bytes[INPUT_MAX];
};

static struct input inputs[INPUTS_MAX];
static size_t input_count;
static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

/* Below `bound`: xorshift, so that a run can be had again. */
static size_t
draw(size_t bound)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state >> 11) % bound;
}

static void
load_file(const char *path)
{
	struct input *input = &inputs[input_count];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd_read_up_to(fd, input->bytes, INPUT_MAX);

	if (fd == -1 || len == -1)
		err(2, "%s", path);
	fd_close(&fd);
	input->len = (size_t)len;
	input_count++;
}

/* Doubles, removes or overwrites a piece, or changes bytes. */
static void
change(struct input *input)
{
	size_t at = draw(input->len + 1), len = draw(input->len - at + 1);
	size_t room = INPUT_MAX - input->len;

	switch (draw(4)) {
	case 0:
		len = len < room ? len : room;
		memmove(input->bytes + at + len, input->bytes + at,
		    input->len - at);
		input->len += len;
		break;
	case 1:
		memmove(input->bytes + at, input->bytes + at + len,
		    input->len - at - len);
		input->len -= len;
		break;
	case 2:
		memset(input->bytes + at, (int)draw(256), len);
		break;
	default:
		if (at < INPUT_MAX)
			input->bytes[at] = (uint8_t)draw(256);
		if (at == input->len && at < INPUT_MAX)
			input->len++;
		break;
	}
}

/* A copy of exactly this size, so that a sanitizer sees what is behind it. */
static void
try_input(const struct input *input)
{
	uint8_t *bytes = malloc(input->len > 0 ? input->len : 1);

	if (bytes == NULL)
		err(2, "malloc");
	memcpy(bytes, input->bytes, input->len);
	(void)LLVMFuzzerTestOneInput(bytes, input->len);
	free(bytes);
}

int
main(int count, char **arguments)
{
	static struct input changed;
	unsigned long tries = 0;
	unsigned seconds = count > 1 ? (unsigned)atoi(arguments[1]) : 10;
	struct deadline end = deadline_in(seconds);

	for (int i = 2; i < count && input_count < INPUTS_MAX; i++)
		load_file(arguments[i]);
	for (size_t i = 0; i < input_count; i++)
		try_input(&inputs[i]);
	if (input_count == 0)
		input_count = 1;	/* the empty one */
	while (seconds > 0 && !deadline_has_passed(end)) {
		changed = inputs[draw(input_count)];
		for (size_t changes = draw(8) + 1; changes > 0; changes--)
			change(&changed);
		try_input(&changed);
		tries++;
	}
	(void)printf("nothing found in %lu inputs\n", tries);
	return 0;
}
