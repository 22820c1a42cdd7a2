/* SPDX-License-Identifier: ISC */
/* SITE CHMOD, SITE UMASK, SITE HELP. Engine; the broker does it. */
#include "base/num.h"
#include "engine/ask.h"
#include "engine/command.h"
#include "wire/abilities.h"

#define MODE_MOST 07777
#define MODE_DIGITS 4

static struct sent
site_chmod(struct session *session, struct span arguments)
{
	struct span mode = span_split(&arguments, ' ');
	enum refusal refusal;
	uint64_t bits;

	if (mode.len == 0 || arguments.len == 0)
		return reply(session, 500, "SITE CHMOD wants a mode and a "
		    "path.");
	if (mode.len > MODE_DIGITS || num_octal(mode, MODE_MOST, &bits) == -1)
		return reply(session, 501, "The mode is one to four octal "
		    "digits, like 644.");
	refusal = ask_set_mode(session, arguments, mode);
	if (refusal == REFUSED_DENIED)
		return reply(session, 550, "Permission denied.");
	if (refusal != GRANTED)
		return reply(session, 550, "Could not change the mode.");
	return reply(session, 200, "Mode changed.");
}

static struct sent
site_umask(struct session *session, struct span argument)
{
	uint64_t bits = 0;
	bool change = argument.len > 0;
	unsigned mask;

	if (change && (argument.len > 4 ||
	    num_octal(argument, MODE_MOST, &bits) == -1))
		return reply(session, 501, "The mask is one to four octal "
		    "digits, like 022.");
	mask = ask_mask(session, change, (unsigned)bits & 0777);
	/* "0", or "0" and octal digits: clients take the last word. */
	return replyf(session, 200, "The umask is %s%s%o",
	    change ? "now " : "", mask == 0 ? "" : "0", mask);
}

static struct sent site_help(struct session *session, struct span ignored);

static const struct {
	const char *word;
	uint64_t needs;		/* enum ability bits */
	command_handler run;
} site_commands[] = {
	{ "CHMOD", MAY_CHMOD, site_chmod },
	{ "UMASK", MAY_ALWAYS, site_umask },
	{ "HELP", MAY_ALWAYS, site_help },
};

static bool
is_offered(const struct session *session, size_t i)
{
	return (site_commands[i].needs & ~session->abilities) == 0;
}

static struct sent
site_help(struct session *session, struct span ignored)
{
	char storage[64];
	struct buf words = BUF_OVER(storage);

	(void)ignored;
	for (size_t i = 0; i < COUNT_OF(site_commands); i++) {
		if (!is_offered(session, i))
			continue;
		if (words.len > 0)
			buf_put_char(&words, ' ');
		buf_put_text(&words, site_commands[i].word);
	}
	return reply_span(session, 214, buf_span(&words));
}

struct sent
cmd_site(struct session *session, struct span argument)
{
	struct span word = span_split(&argument, ' ');

	for (size_t i = 0; i < COUNT_OF(site_commands); i++)
		if (is_offered(session, i) &&
		    span_is_nocase(word, site_commands[i].word))
			return site_commands[i].run(session, argument);
	return reply(session, 500, "Unknown SITE command.");
}
