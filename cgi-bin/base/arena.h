/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of one unit of work (a request, a task step, a command): everything is
 * allocated from its arena and released at once. Out of memory ends the
 * process; the supervisor starts it anew.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include "base/attr.h"

struct arena;

struct arena *arena_new(void);
/* Releases all memory but keeps the first block for the next unit of work. */
void arena_reset(struct arena *);
void arena_free(struct arena *);
void arena_drop(struct arena **);

/* Zeroed, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *, size_t size);
void *arena_array(struct arena *, size_t count, size_t size);
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t len);
char *arena_printf(struct arena *, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *, const char *fmt, va_list) PRINTF_LIKE(2, 0);
