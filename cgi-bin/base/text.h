/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A string that grows in an arena up to a ceiling. What does not fit sets `cut`
 * and is left out, so a caller checks once, at the end.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

struct text {
    char *s; /* always terminated once something was added; NULL before */
    size_t len;
    size_t room;
    size_t max;
    bool cut;
    struct arena *arena;
};

void text_init(struct text *, struct arena *, size_t max);
void text_addn(struct text *, const char *, size_t len);
void text_add(struct text *, const char *);
void text_addf(struct text *, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The string so far, "" if nothing was added. */
const char *text_str(const struct text *);
/* `s`, or its first `max` bytes, cut between characters. */
const char *text_cut(struct arena *, const char *s, size_t max);
/*
 * With what a terminal or an editor obeys instead of showing it (control characters, direction
 * marks, line separators) and bytes that are no UTF-8 written out: \x1b, \u202e.
 */
char *text_visible(struct arena *, const char *s);
