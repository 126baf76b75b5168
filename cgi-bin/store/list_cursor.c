/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cursor is the values by which its row stands where it stands, joined by
 * commas; within a text, what a URL or we would take for a sign is escaped.
 */
#include <ctype.h>
#include "base/clock.h"
#include "store/list_parts.h"

static int64_t number_at(const struct field *f, const void *row)
{
    const void *at = field_at(f, row);
    if (f->type == FIELD_STATE)
        return *(const unsigned *)at;
    if (f->type == FIELD_BOOL)
        return *(const bool *)at;
    return *(const int64_t *)at;
}

static void add_text(struct text *t, const char *s)
{
    for (; *s; s++) {
        if (isalnum((unsigned char)*s) || strchr("-_.@:", *s))
            text_addn(t, s, 1);
        else
            text_addf(t, "~%02x", (unsigned)(unsigned char)*s);
    }
}

const char *list_cursor_of(struct arena *a, const struct list_order *o, const void *row)
{
    struct text t;
    text_init(&t, a, LIST_CURSOR_MAX + 1);
    for (int i = 0; i < o->parts; i++) {
        const struct field *f = o->member[i];
        if (i)
            text_add(&t, ",");
        if (f->type == FIELD_TEXT)
            add_text(&t, *(const char *const *)field_at(f, row));
        else
            text_addf(&t, "%lld", (long long)number_at(f, row));
    }
    return text_str(&t);
}

static int hex(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* NULL: an escape is broken, or the text is none. */
static const char *read_text(struct arena *a, const char *s, size_t len)
{
    char *out = arena_alloc(a, len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        int high = s[i] == '~' && i + 2 < len ? hex(s[i + 1]) : -1;
        int low = high < 0 ? -1 : hex(s[i + 2]);
        if (s[i] == '~' && (low < 0 || !(high | low)))
            return NULL;
        out[n++] = s[i] == '~' ? (char)(high * 16 + low) : s[i];
        i += s[i] == '~' ? 2 : 0;
    }
    return utf8_valid(out, n) ? out : NULL;
}

static bool read_value(struct arena *a, const struct field *f, const char *s, size_t len,
                       struct arg *out)
{
    long long n = 0;
    const char *words = f->type == FIELD_TEXT ? read_text(a, s, len) : NULL;
    if (f->type == FIELD_TEXT) {
        *out = arg_text(words);
        return words != NULL;
    }
    if (!parse_i64(arena_strndup(a, s, len), INT64_MIN, INT64_MAX, &n))
        return false;
    if (f->type == FIELD_TIME && (n < 0 || n > CLOCK_LAST))
        return false;
    *out = f->type == FIELD_TIME ? arg_text(clock_sql(a, n)) : arg_i64(n);
    return true;
}

enum fault_code list_cursor_read(struct fault *f, struct arena *a, const struct list_order *o,
                                 const char *field, const char *cursor,
                                 struct arg values[LIST_PARTS])
{
    int i = 0;
    bool good = strlen(cursor) <= LIST_CURSOR_MAX;
    for (; good && i < o->parts; i++) {
        size_t len = strcspn(cursor, ",");
        good = read_value(a, o->member[i], cursor, len, &values[i]) &&
               (!o->ascii[i] || o->member[i]->type != FIELD_TEXT || list_is_ascii(values[i].s)) &&
               (cursor[len] == ',') == (i + 1 < o->parts);
        cursor += len + (cursor[len] == ',');
    }
    return good ? FAULT_OK : fail_field(f, FAULT_INVALID, field, T("There is no such page."));
}
