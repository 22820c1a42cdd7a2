/* SPDX-License-Identifier: ISC */
/*
 * OpenSSL's memory: see memory.h. Its decoders give the bytes of a key back as
 * they are, and what becomes the broker later would still have them.
 */
#include "tls/memory.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

/* OpenSSL's allocator has no argument of ours. */
static bool is_wiping;

void
memory_wipe(bool wipes)
{
	is_wiping = wipes;
}

static void *
get(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(size);
}

static void
give_back(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	if (is_wiping && memory != NULL)
		wipe(memory, malloc_usable_size(memory));
	free(memory);
}

static void *
resize(void *memory, size_t size, const char *file, int line)
{
	size_t old = memory != NULL ? malloc_usable_size(memory) : 0;
	void *fresh;

	if (!is_wiping)
		return realloc(memory, size);
	fresh = malloc(size);
	if (fresh == NULL)
		return NULL;
	if (memory != NULL)
		memcpy(fresh, memory, old < size ? old : size);
	give_back(memory, file, line);
	return fresh;
}

void
memory_take_over(void)
{
	/* Refused, once OpenSSL has memory: then they are there already. */
	(void)CRYPTO_set_mem_functions(get, resize, give_back);
}
