/* SPDX-License-Identifier: ISC */
/* Faults of the server, told to client and log: see fault.h. Monitor. */
#include "monitor/fault.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "log/event.h"
#include "monitor/run.h"
#include "wire/refusal.h"

const char *
fault_reference(void)
{
	/* One per process: all faults of a session share it. */
	static char reference[9];
	uint32_t drawn = 0;

	if (reference[0] == '\0') {
		(void)!getrandom(&drawn, sizeof(drawn), GRND_NONBLOCK);
		(void)snprintf(reference, sizeof(reference), "%08x", drawn);
	}
	return reference;
}

/* One client per process. */
static bool is_quiet;

void
fault_keep_quiet(void)
{
	is_quiet = true;
}

void
fault_tell_client(int control)
{
	char storage[160];
	struct buf line = BUF_OVER(storage);

	if (is_quiet)
		return;
	buf_putf(&line, "500 " FAULT_SENTENCE "\r\n", fault_reference());
	(void)!send(control, line.at, line.len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
fault_log(const char *format, ...)
{
	char storage[1600];
	struct buf text = BUF_OVER(storage);
	va_list args;

	va_start(args, format);
	buf_putfv(&text, format, args);
	va_end(args);
	event_text(EV_FAULT, "%s: %s", fault_reference(), buf_text(&text));
	(void)fprintf(stderr, "oneftpd: %s: %s\n", fault_reference(),
	    buf_text(&text));
}

void
monitor_report_fault(void *context, const struct conf_fault *fault)
{
	char place[300];
	struct buf where = BUF_OVER(place);

	(void)context;
	if (!fault->is_fault)
		return;
	if (fault->file != NULL && fault->line == 0)
		buf_putf(&where, "%s: ", fault->file);
	else if (fault->file != NULL)
		buf_putf(&where, "%s:%u: ", fault->file, fault->line);
	if (fault->option != NULL)
		buf_putf(&where, "%s: ", fault->option);
	fault_log("%s%s", buf_text(&where), fault->text);
}
