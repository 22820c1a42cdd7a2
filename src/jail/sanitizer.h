/* SPDX-License-Identifier: ISC */
/*
 * Builds with the address sanitizer carry a run-time library that maps
 * terabytes and makes system calls of its own: sanitizer.def lists them, and
 * the limits on memory and files stay away. In other builds this is nothing.
 */
#ifndef JAIL_SANITIZER_H
#define JAIL_SANITIZER_H

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#endif
