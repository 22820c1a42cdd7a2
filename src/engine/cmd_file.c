/* SPDX-License-Identifier: ISC */
/* SIZE, MDTM. Engine; the broker goes and looks. */
#include <inttypes.h>
#include <time.h>

#include "base/buf.h"
#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"

struct sent
cmd_size(struct session *session, struct span path)
{
	const struct msg_stat_reply *facts = ask_stat(session, path);

	if (facts->refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	if (facts->refusal != GRANTED || !facts->is_plain)
		return reply(session, 550, "Could not get the size.");
	return replyf(session, 213, "%" PRIu64, facts->size);
}

struct sent
cmd_mdtm(struct session *session, struct span path)
{
	const struct msg_stat_reply *facts = ask_stat(session, path);
	char storage[32];
	struct buf text = BUF_OVER(storage);
	struct tm when;
	time_t modified;

	if (facts->refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	if (facts->refusal != GRANTED || !facts->is_plain)
		return reply(session, 550, "Could not get the time.");
	modified = facts->modified;
	if (session->conf->use_localtime)
		(void)localtime_r(&modified, &when);
	else
		(void)gmtime_r(&modified, &when);
	num_put_time(&text, &when);
	return reply_span(session, 213, buf_span(&text));
}
