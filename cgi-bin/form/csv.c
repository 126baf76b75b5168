/* SPDX-License-Identifier: Apache-2.0 */
#include "form/csv.h"
#include "base/clock.h"
#include "base/fault.h"

static void add_quoted(struct text *t, const char *s)
{
    text_add(t, *s && strchr("=+-@\t\r", *s) ? "\"'" : "\"");
    for (; *s; s++)
        text_addn(t, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
    text_add(t, "\"");
}

static void add_money(struct text *t, int64_t millionths)
{
    uint64_t n = millionths < 0 ? -(uint64_t)millionths : (uint64_t)millionths;
    text_addf(t, "%s%llu.%06llu", millionths < 0 ? "-" : "", (unsigned long long)(n / 1000000),
              (unsigned long long)(n % 1000000));
}

static void add_value(struct text *t, const struct field *f, const void *at)
{
    int64_t n = 0;
    if (f->type == FIELD_TEXT) {
        const char *s = *(const char *const *)at;
        add_quoted(t, s ? s : "");
        return;
    }
    if (f->type == FIELD_STATE) {
        unsigned state = *(const unsigned *)at;
        add_quoted(t, state < f->word_count ? f->words[state].code : "");
        return;
    }
    if (f->type == FIELD_BOOL) {
        text_add(t, *(const bool *)at ? "yes" : "no");
        return;
    }
    memcpy(&n, at, sizeof(n));
    if (f->type == FIELD_TIME)
        text_add(t, n ? clock_iso(t->arena, n) : "");
    else if (f->type == FIELD_MONEY)
        add_money(t, n);
    else if (f->type == FIELD_I64 || f->type == FIELD_BYTES)
        text_addf(t, "%lld", (long long)n);
    else
        bug("field %s has no place in CSV", f->name);
}

void csv_head(struct text *t, const struct field *fields)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        if (f > fields)
            text_add(t, ",");
        add_quoted(t, f->name);
    }
    text_add(t, "\r\n");
}

void csv_row(struct text *t, const struct field *fields, const void *row)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        if (f > fields)
            text_add(t, ",");
        add_value(t, f, field_at(f, row));
    }
    text_add(t, "\r\n");
}
