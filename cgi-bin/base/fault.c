/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message is stored as its format and its arguments, each already text. So a
 * format may use %s %d %i %u %zu %ld %lld %lu %llu, %x forms, %c, %% and PRId64.
 */
#include "base/fault.h"
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/checks.h"
#include "base/log.h"
#include "base/text.h"
#include "base/words.h"

struct fault_row {
    int http;
    bool passes;
    bool inner;
    const char *code;
};

#define FAULT(id, http, passes, inner, code) [FAULT_##id] = { http, passes, inner, code },
static const struct fault_row rows[FAULT_COUNT] = {
#include "base/fault.def"
};
#undef FAULT

/* Length of the conversion that begins at p[0] == '%'. */
static size_t conversion_len(const char *p)
{
    size_t n = 1;
    while (p[n] && !isalpha((unsigned char)p[n]) && p[n] != '%')
        n++;
    while (p[n] == 'l' || p[n] == 'h' || p[n] == 'z' || p[n] == 'j')
        n++;
    return p[n] ? n + 1 : n;
}

/* What did not fit ends with a whole character. */
static void cut_at_character(char *s)
{
    size_t n = strlen(s);
    if (n < FAULT_ARG_LEN - 1)
        return;
    for (int more = 0; more < 3 && !utf8_valid(s, n); more++)
        s[--n] = '\0';
}

static void format_one(char *out, const char *spec, size_t len, va_list *args)
{
    char one[32];
    if (len >= sizeof(one))
        bug("a conversion in a message is too long");
    memcpy(one, spec, len);
    one[len] = '\0';
    bool is_long = memchr(one, 'l', len) || memchr(one, 'z', len) || memchr(one, 'j', len);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (one[len - 1] == 's')
        snprintf(out, FAULT_ARG_LEN, one, va_arg(*args, const char *));
    else if (is_long)
        snprintf(out, FAULT_ARG_LEN, one, va_arg(*args, long long));
    else
        snprintf(out, FAULT_ARG_LEN, one, va_arg(*args, int));
#pragma GCC diagnostic pop
    cut_at_character(out);
}

static void fault_set(struct fault *f, enum fault_code code, const char *field, const char *fmt,
                      va_list *args)
{
    int count = 0;
    for (const char *p = fmt; *p; p++) {
        if (*p != '%')
            continue;
        size_t len = conversion_len(p);
        if (p[len - 1] != '%' && count < FAULT_ARGS)
            format_one(f->arg[count++], p, len, args);
        p += len - 1;
    }
    f->code = code;
    f->field = field;
    f->id = fmt;
    f->args = count;
}

enum fault_code fail(struct fault *f, enum fault_code code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fault_set(f, code, NULL, fmt, &args);
    va_end(args);
    return code;
}

enum fault_code fail_field(struct fault *f, enum fault_code code, const char *field,
                           const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fault_set(f, code, field, fmt, &args);
    va_end(args);
    return code;
}

void fault_note(struct fault *f, const char *fmt, va_list *args)
{
    fault_clear(f);
    fault_set(f, FAULT_OK, NULL, fmt, args);
}

void fault_clear(struct fault *f)
{
    f->code = FAULT_OK;
    f->field = NULL;
    f->id = NULL;
    f->args = 0;
    f->retry_after = 0;
}

/* "%s", or "%2$s" where a language has another order. */
static int position_of(const char *spec, int next)
{
    return spec[1] >= '1' && spec[1] <= '9' && spec[2] == '$' ? spec[1] - '1' : next;
}

static char *render(struct arena *a, const char *sentence, const char *const *args, int count)
{
    struct text out;
    text_init(&out, a, 8192);
    int next = 0;
    for (const char *p = sentence; *p; p++) {
        if (*p != '%') {
            text_addn(&out, p, 1);
            continue;
        }
        size_t len = conversion_len(p);
        int at = position_of(p, next);
        if (p[len - 1] == '%')
            text_add(&out, "%");
        else if (at < count)
            text_add(&out, args[at]);
        next += p[len - 1] != '%';
        p += len - 1;
    }
    return arena_strdup(a, text_str(&out));
}

char *fault_render(struct arena *a, const char *id, const char *const *args, int count)
{
    return render(a, tr(id), args, count);
}

static char *words_of(const struct fault *f, struct arena *a, const char *sentence)
{
    const char *args[FAULT_ARGS];
    for (int i = 0; i < f->args; i++)
        args[i] = f->arg[i];
    return render(a, sentence, args, f->args);
}

char *fault_words(const struct fault *f, struct arena *a)
{
    return words_of(f, a, f->id ? tr(f->id) : "");
}

char *fault_for_log(const struct fault *f, struct arena *a)
{
    return words_of(f, a, f->id ? f->id : "");
}

int fault_http(enum fault_code code)
{
    return rows[code].http;
}

bool fault_passes(enum fault_code code)
{
    return rows[code].passes;
}

bool fault_is_inner(const char *api_code)
{
    for (size_t i = 0; i < FAULT_COUNT; i++)
        if (!strcmp(rows[i].code, api_code))
            return rows[i].inner;
    return false;
}

const char *fault_api_code(enum fault_code code)
{
    return rows[code].code;
}

void bug_at(const char *file, int line, const char *fmt, ...)
{
    char words[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(words, sizeof(words), fmt, args);
    va_end(args);
    log_error("bug at %s:%d: %s", file, line, words);
    abort();
}
