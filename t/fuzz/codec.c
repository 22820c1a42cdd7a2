/* SPDX-License-Identifier: ISC */
/*
 * Packets from a hostile role. The first byte is the number of descriptors.
 * What is decoded fits its fields, and is encoded as the same bytes again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "wire/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct packet packet, again;
	static struct message message;

	if (len == 0 || len - 1 > sizeof(packet.bytes))
		return 0;
	memset(&packet, 0, sizeof(packet));
	packet.fd_count = bytes[0] % (PACKET_FDS + 1);
	for (unsigned i = 0; i < packet.fd_count; i++)
		packet.fds[i] = 100 + (int)i;
	packet.len = len - 1;
	memcpy(packet.bytes, bytes + 1, packet.len);
	if (codec_decode(&packet, &message) == -1)
		return 0;

	/* A secret was wiped in the packet, so the input is what to compare. */
	if (codec_encode(&again, message.kind, &message.as) == -1 ||
	    again.len != len - 1 ||
	    memcmp(again.bytes, bytes + 1, again.len) != 0 ||
	    again.fd_count != packet.fd_count ||
	    memcmp(again.fds, packet.fds,
	    sizeof(again.fds[0]) * again.fd_count) != 0)
		abort();
	return 0;
}
