/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV writer, read again: a row has its cells, none is a formula, a text is what it was. */
#include "form/csv.h"
#include "fuzz.h"

struct row {
    const char *name;
    const char *more;
};
static const struct field fields[] = { TEXT(struct row, name), TEXT(struct row, more), FIELDS_END };

/* One cell, moved past it and the comma or line end behind it. */
static char *cell(struct arena *a, const char **s)
{
    struct text t;
    bool quoted = **s == '"';
    text_init(&t, a, 1 << 20);
    *s += quoted;
    while (**s && (quoted || (**s != ',' && **s != '\r'))) {
        if (quoted && **s == '"' && *++*s != '"')
            break;
        text_addn(&t, (*s)++, 1);
    }
    holds(**s == ',' || !strncmp(*s, "\r\n", 2));
    *s += **s == ',' ? 1 : 2;
    return text_str(&t);
}

static void is_what_it_was(const char *cell, const char *was)
{
    static const char formulas[] = "=+-@\t\r";
    holds(!*cell || !strchr(formulas, *cell));
    holds(!strcmp(cell, was) || (*cell == '\'' && !strcmp(cell + 1, was)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct row row = { fuzz_line(a, &data, &size), fuzz_text(a, data, size) };
    struct text t;
    text_init(&t, a, 1 << 20);
    csv_row(&t, fields, &row);
    const char *s = text_str(&t);
    is_what_it_was(cell(a, &s), row.name);
    is_what_it_was(cell(a, &s), row.more);
    holds(!*s);
    return 0;
}
