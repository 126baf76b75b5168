/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of our own and not gettext's: libintl translates nothing in the C
 * locale, and Debian installs no other.
 */
#include "base/words.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "base/words_table.h"

enum { LANGUAGES_MAX = 64 };

static const struct words_table *in_use; /* NULL: English */

static const struct words_table *find_language(const char *code)
{
    for (const struct words_table *t = words_tables; t->code; t++)
        if (!strcmp(t->code, code))
            return t;
    return NULL;
}

void words_use(const char *code)
{
    in_use = code ? find_language(code) : NULL;
}

const char *words_in_use(void)
{
    return in_use ? in_use->code : "en";
}

struct wanted {
    const struct words_table *table;
    const char *id;
};

static int compare_id(const void *key, const void *row)
{
    const struct wanted *w = key;
    const struct words_row *r = row;
    return strcmp(w->id, w->table->text + r->id);
}

/* NULL: it has none. */
static const char *look_up(const struct words_table *t, const char *id)
{
    struct wanted w = { t, id };
    const struct words_row *r = bsearch(&w, t->rows, t->count, sizeof(*r), compare_id);
    return r ? t->text + r->words : NULL;
}

const char *tr(const char *id)
{
    const char *words = in_use && id ? look_up(in_use, id) : NULL;
    return words ? words : id;
}

const char *trn(const char *one, const char *many, int64_t n)
{
    unsigned long size = n < 0 ? -(unsigned long)n : (unsigned long)n;
    const char *words = in_use ? look_up(in_use, one) : NULL;
    if (!words)
        return size == 1 ? one : many;
    for (unsigned skip = in_use->plural(size); skip; skip--)
        words += strlen(words) + 1;
    return words;
}

const struct language *words_languages(size_t *count)
{
    static struct language all[LANGUAGES_MAX] = { { "en", "English" } };
    size_t n = 1;
    for (const struct words_table *t = words_tables; t->code && n < LANGUAGES_MAX; t++) {
        const char *name = look_up(t, T("English")); /* in that language: its own name */
        all[n++] = (struct language){ t->code, name ? name : t->code };
    }
    *count = n;
    return all;
}

const char *check_language(const char *value)
{
    if (!strcmp(value, "en") || find_language(value))
        return NULL;
    return T("The panel does not speak this language.");
}

static const char *value_of(const struct words_value *values, size_t count, const char *name,
                            size_t len)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(values[i].name) == len && !memcmp(values[i].name, name, len))
            return values[i].value;
    return "";
}

size_t words_fill(char *buf, size_t room, const char *sentence, const struct words_value *values,
                  size_t count)
{
    size_t n = 0;
    for (const char *p = sentence; *p;) {
        const char *open = strstr(p, "{{");
        const char *close = open ? strstr(open, "}}") : NULL;
        size_t plain = close ? (size_t)(open - p) : strlen(p);
        const char *value =
            close ? value_of(values, count, open + 2, (size_t)(close - open) - 2) : "";
        if (n + plain + strlen(value) >= room)
            break;
        memcpy(buf + n, p, plain);
        n += plain;
        memcpy(buf + n, value, strlen(value));
        n += strlen(value);
        p = close ? close + 2 : p + plain;
    }
    buf[n] = '\0';
    return n;
}

/* --- Accept-Language: "de-AT,de;q=0.9,en;q=0.8" --- */

/* Of "q=0.85" 850; of anything else that stands there, 1000. */
static int quality(const char *s, size_t len)
{
    int q = 0;
    int place = 1000;
    const char *end = s + len;
    while (s < end && *s == ' ')
        s++;
    if (end - s < 3 || (*s | 0x20) != 'q' || s[1] != '=')
        return 1000;
    for (s += 2; s < end; s++) {
        if (*s >= '0' && *s <= '9') {
            q += (*s - '0') * place;
            place /= 10;
        }
    }
    return q > 1000 ? 1000 : q;
}

/* "de" fits "de" and "de-AT"; a language with a region fits only that. */
static bool fits(const char *code, const char *range, size_t len)
{
    size_t own = strlen(code);
    return len >= own && !strncasecmp(code, range, own) && (len == own || range[own] == '-');
}

static const char *language_of(const char *range, size_t len)
{
    for (const struct words_table *t = words_tables; t->code; t++)
        if (fits(t->code, range, len))
            return t->code;
    return fits("en", range, len) || (len == 1 && *range == '*') ? "en" : NULL;
}

const char *words_accepted(const char *header)
{
    const char *best = "en";
    int best_q = 0;
    for (const char *p = header; p && *p;) {
        p += strspn(p, " ,");
        size_t len = strcspn(p, ",");
        size_t range = strcspn(p, ";, ");
        const char *semicolon = memchr(p, ';', len);
        const char *code = language_of(p, range);
        int q = semicolon ? quality(semicolon + 1, len - (size_t)(semicolon + 1 - p)) : 1000;
        if (code && q > best_q) {
            best = code;
            best_q = q;
        }
        p += len;
    }
    return best;
}
