/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One fault table serves HTTP status, API code and retry. fail() keeps the
 * sentence's id (its English format) and its arguments as text, so that every
 * reader sees the message in a language of his own.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

#define FAULT(id, http, passes, inner, code) FAULT_##id,
enum fault_code {
#include "base/fault.def"
    FAULT_COUNT
};
#undef FAULT

enum { FAULT_ARGS = 6, FAULT_ARG_LEN = 200 };

struct fault {
    enum fault_code code;
    const char *field; /* the form field or JSON key that is meant, or NULL */
    const char *id;    /* the English format; constant */
    int args;
    char arg[FAULT_ARGS][FAULT_ARG_LEN];
    int retry_after; /* seconds; 0 = not said */
};

/* Fills *f and returns code, so that an error is one line. `fmt` must be a constant. */
enum fault_code fail(struct fault *f, enum fault_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4) MUST_CHECK;
/* The same, naming a field. */
enum fault_code fail_field(struct fault *f, enum fault_code code, const char *field,
                           const char *fmt, ...) PRINTF_LIKE(4, 5) MUST_CHECK;
/* A sentence that is no failure, such as a line of a log. */
void fault_note(struct fault *f, const char *fmt, va_list *args);
void fault_clear(struct fault *f);
/* The sentence with its arguments, in the reader's language (base/words.h). */
char *fault_words(const struct fault *f, struct arena *a);
/* The same in English, for our own log. */
char *fault_for_log(const struct fault *f, struct arena *a);
/* For the reader, from an id and arguments that were stored. */
char *fault_render(struct arena *a, const char *id, const char *const *args, int count);

int fault_http(enum fault_code code);
bool fault_passes(enum fault_code code);
const char *fault_api_code(enum fault_code code);
/* Are its words for the provider's people alone? By the API code, which is what is stored. */
bool fault_is_inner(const char *api_code);

/* For what we did wrong: logs the place and ends the process. */
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
