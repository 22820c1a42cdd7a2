/* SPDX-License-Identifier: ISC */
/* Which logs there are: see logs.h. Monitor, as root. */
#include "monitor/logs.h"

#include <string.h>

#include "log/event.h"

static struct log_setup
setup_of(const struct conf *conf)
{
	bool any = conf->xferlog_enable || conf->dual_log_enable;
	bool wu_ftpd = any && (conf->dual_log_enable ||
	    conf->xferlog_std_format);
	bool native = any && !conf->syslog_enable &&
	    (conf->dual_log_enable || !conf->xferlog_std_format);

	return (struct log_setup){
		.native_path = native ? conf->vsftpd_log_file : NULL,
		.events = conf->event_log,
		.xferlog_path = wu_ftpd ? conf->xferlog_file : NULL,
		.syslog_ident = conf->syslog_ident,
		.use_syslog = conf->syslog_enable,
		.lock = !conf->no_log_lock,
		.tells_faults = conf->log_die,
		.script = conf->wc_logs_enable ? SCRIPT_UTF8 : SCRIPT_ASCII,
	};
}

bool
logs_use(const struct conf *conf, const char *stream)
{
	return conf->event_log != NULL && strcmp(conf->event_log, stream) == 0;
}

void
logs_open(const struct conf *conf)
{
	const struct log_setup setup = setup_of(conf);

	log_open(&setup);
}

void
logs_adopt(const struct conf *conf)
{
	const struct log_setup setup = setup_of(conf);

	log_adopt(&setup);
}
