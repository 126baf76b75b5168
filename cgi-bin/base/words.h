/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalogue. English sentences are the ids: T("…") (base/attr.h) marks one
 * that is kept, in a table or a fault, and tr() says it in the reader's language
 * where it is shown. A program has one reader at a time: the gate names him, a
 * mail's writer too; logs, JSON and the command line never do, so they are English.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/attr.h"

struct language {
    const char *code; /* "de", as in <html lang> and user.language */
    const char *name; /* as its speakers call it: "Deutsch" */
};
/* Those there are; English is the first. */
const struct language *words_languages(size_t *count);

/* The reader's language; NULL, or one there is not: English. */
void words_use(const char *code);
const char *words_in_use(void);
/* The best one there is for an Accept-Language header, which may be NULL. */
const char *words_accepted(const char *header);
/* A check_fn. */
const char *check_language(const char *value);

/* The sentence as the reader reads it; the id itself where no translation is. NULL stays NULL. */
const char *tr(const char *id) __attribute__((format_arg(1)));
/* Of a count: trn("%d machine", "%d machines", n). */
const char *trn(const char *one, const char *many, int64_t n)
    __attribute__((format_arg(1), format_arg(2)));

/* A name in a sentence, {{name}}, and what stands in its place. */
struct words_value {
    const char *name;
    const char *value;
};
/* Fills a sentence that is not for printf; returns the length, what does not fit is left out. */
size_t words_fill(char *buf, size_t room, const char *sentence, const struct words_value *values,
                  size_t count);
