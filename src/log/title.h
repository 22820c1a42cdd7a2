/* SPDX-License-Identifier: ISC */
/*
 * What ps(1) shows of this process (setproctitle_enable). The kernel shows the
 * bytes of the arguments that the process was started with; so a title is
 * written there, which takes no system call and works in any jail. Titles are
 * short where arguments and environment were.
 */
#ifndef LOG_TITLE_H
#define LOG_TITLE_H

#include "base/span.h"

/*
 * Remembers where the arguments of main() and the environment behind them are.
 * Comes before anything changes the environment.
 */
void title_remember(char **arguments);

/*
 * "NAME: CLIENT/USER: state", by the names that the log has for them; without
 * those that it does not know. The state may be foreign. From the first title
 * on the arguments of main() are gone.
 */
void title_show(struct span state);

#endif
