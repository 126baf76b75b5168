/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places where a test makes a process die or stop: a file STATE/fail/POINT holds
 * "kill" (this process), "kill-all" (the pids that the caller lists, then this
 * one) or "stop". The file is consumed. Only in test builds; a release has none.
 */
#pragma once
#ifdef FAILPOINTS
#include <sys/types.h>
#include "base/conf.h"
void failpoint(const struct conf *c, const char *point, const pid_t *others, int count);
/* Is there such a file? It makes the caller fail and is consumed. */
bool failpoint_fails(const struct conf *c, const char *point);
#else
#define failpoint(c, point, others, count) ((void)(point), (void)(others), (void)(count))
#define failpoint_fails(c, point) ((void)(point), false)
#endif
