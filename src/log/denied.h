/* SPDX-License-Identifier: ISC */
/*
 * System calls that the filter has denied, from the signal handler to the log.
 * Nothing can be logged in a handler, so it only leaves the number here, and
 * the role's loop looks now and then.
 */
#ifndef LOG_DENIED_H
#define LOG_DENIED_H

/* Remembers the number; async-signal-safe. Of several, the last one counts. */
void denied_note(long number);

/* Logs what was noted since the last look, if anything. */
void denied_log(const char *role);

#endif
