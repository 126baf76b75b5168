/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows as aligned tables or JSON. What others wrote (names, messages) is escaped
 * for the terminal here, in one place; JSON escapes by itself.
 */
#include <ctype.h>
#include "base/clock.h"
#include "base/figures.h"
#include "base/text.h"
#include "cli/cli.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "form/json.h"

enum { COLUMNS_MAX = 16 };

char *cli_escape(struct arena *a, const char *s)
{
    return text_visible(a, s);
}

static const char *state_word(const struct field *fl, const void *at)
{
    unsigned state = 0;
    memcpy(&state, at, sizeof(state));
    return state < fl->word_count ? fl->words[state].code : "-";
}

static const char *cell(struct arena *a, const struct field *fl, const void *row)
{
    const void *at = field_at(fl, row);
    int64_t n = 0;
    bool yes = false;
    const char *s = NULL;
    switch (fl->type) {
    case FIELD_TEXT: memcpy(&s, at, sizeof(s)); return s && *s ? cli_escape(a, s) : "-";
    case FIELD_BOOL: memcpy(&yes, at, sizeof(yes)); return yes ? "yes" : "no";
    case FIELD_STATE: return state_word(fl, at);
    case FIELD_I64:
    case FIELD_BYTES:
    case FIELD_MONEY:
    case FIELD_TIME: break;
    case FIELD_GROUP:
    case FIELD_LIST:
    case FIELD_IDS:
    case FIELD_END: bug("field %s has no cell", fl->name);
    }
    memcpy(&n, at, sizeof(n));
    if (fl->type == FIELD_BYTES)
        return figure_words(a, figure_bytes, n);
    if (fl->type == FIELD_MONEY)
        return figure_words(a, figure_typed_money, n);
    if (fl->type == FIELD_TIME)
        return n ? clock_iso(a, n) : "-";
    if (fl->span)
        return n ? clock_took(a, n) : "-";
    if (fl->max && n > fl->max)
        return arena_printf(a, "%lld+", (long long)fl->max);
    return arena_printf(a, "%lld", (long long)n);
}

static size_t width_of(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

/* The last column is not filled up. */
static void put_cell(const char *s, size_t width, bool last)
{
    size_t own = width_of(s);
    printf("%s%*s", s, last || own >= width ? 0 : (int)(width - own), "");
    fputs(last ? "\n" : "  ", stdout);
}

static const char *heading_of(struct arena *a, const char *name)
{
    char *s = arena_strdup(a, name);
    for (char *p = s; *p; p++)
        *p = (char)(*p == '_' ? ' ' : toupper((unsigned char)*p));
    return s;
}

static void print_table(struct arena *a, const struct field *fields, size_t row_size,
                        const struct list *list, const char *const *columns)
{
    const struct field *shown[COLUMNS_MAX];
    size_t width[COLUMNS_MAX];
    size_t count = 0;
    for (; columns[count]; count++) {
        shown[count] = field_find(fields, columns[count], strlen(columns[count]));
        if (!shown[count])
            bug("there is no column %s", columns[count]);
        width[count] = width_of(columns[count]);
    }
    const char **cells = arena_array(a, (size_t)list->count * count + 1, sizeof(*cells));
    const char *row = list->rows;
    for (size_t i = 0; i < (size_t)list->count * count; i++) {
        cells[i] = cell(a, shown[i % count], row + i / count * row_size);
        size_t own = width_of(cells[i]);
        width[i % count] = own > width[i % count] ? own : width[i % count];
    }
    for (size_t i = 0; i < count; i++)
        put_cell(heading_of(a, columns[i]), width[i], i + 1 == count);
    for (size_t i = 0; i < (size_t)list->count * count; i++)
        put_cell(cells[i], width[i % count], i % count + 1 == count);
}

void cli_json(json_t *j)
{
    if (json_dumpf(j, stdout, JSON_INDENT(2)))
        bug("JSON cannot be written");
    json_decref(j);
    fputc('\n', stdout);
}

void cli_json_line(json_t *j)
{
    if (json_dumpf(j, stdout, JSON_COMPACT))
        bug("JSON cannot be written");
    json_decref(j);
    fputc('\n', stdout);
}

void cli_list(const struct cli *c, const struct field *fields, size_t row_size,
              const struct list *list, const char *const *columns)
{
    if (c->json)
        cli_json(json_of_list(c->arena, fields, row_size, list));
    else
        print_table(c->arena, fields, row_size, list, columns);
}

void cli_show(const struct cli *c, const struct field *fields, const void *data)
{
    size_t width = 0;
    for (const struct field *fl = fields; fl->type != FIELD_END; fl++)
        width = strlen(fl->name) > width ? strlen(fl->name) : width;
    for (const struct field *fl = fields; fl->type != FIELD_END; fl++)
        printf("%-*s  %s\n", (int)width, fl->name, cell(c->arena, fl, data));
}

void cli_part(const struct cli *c, const char *heading, const struct field *fields, size_t row_size,
              const struct list *list, const char *const *columns)
{
    if (!list->count)
        return;
    printf("\n%s\n", heading);
    print_table(c->arena, fields, row_size, list, columns);
}

void cli_made(const struct cli *c, int64_t id)
{
    if (c->json)
        printf("{\"id\": %lld}\n", (long long)id);
    else
        printf("%lld\n", (long long)id);
}

void cli_secret(const struct cli *c, const char *name, const char *secret)
{
    if (c->json)
        cli_json(json_pack("{s:s}", name, secret));
    else
        printf("%s\n", secret);
}

enum { LINE_ROOM = 1100 };

char *cli_line(struct arena *a)
{
    char *line = arena_alloc(a, LINE_ROOM + 1);
    size_t len = 0;
    while (len < LINE_ROOM && !memchr(line, '\n', len)) {
        ssize_t n = read(STDIN_FILENO, line + len, LINE_ROOM - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] ? line : NULL;
}
