/* SPDX-License-Identifier: Apache-2.0 */
/*
 * say.h: how hatchery-net tells what went wrong. libvirt hands a hook's standard error to its
 * caller only when the hook fails, so every complaint goes to the host's log as well.
 * Values that came from outside pass shown() first: a log line stays one line.
 */
#ifndef NET_SAY_H
#define NET_SAY_H

#define SHOWN_SIZE 64

void complain_open(void);
__attribute__((format(printf, 1, 2))) void complain(const char *fmt, ...);

/* A printable, shortened copy of `value` in `out`; returns `out`. */
const char *shown(const char *value, char out[SHOWN_SIZE]);

#endif
