/* SPDX-License-Identifier: Apache-2.0 */
/* A list's rows as cells, by what kind of value each column has. */
#include "web/list.h"
#include "base/words.h"

static const struct field cell_fields[] = {
    TEXT(struct list_cell, name),      TEXT(struct list_cell, label),
    TEXT(struct list_cell, text),
    TEXT(struct list_cell, href),      TEXT(struct list_cell, icon),
    TEXT(struct list_cell, small),     TIME(struct list_cell, when),
    I64(struct list_cell, number),     BYTES(struct list_cell, bytes),
    MONEY(struct list_cell, money),    BOOL(struct list_cell, is_head),
    BOOL(struct list_cell, is_state),  BOOL(struct list_cell, is_number),
    BOOL(struct list_cell, is_bytes),  BOOL(struct list_cell, is_money),
    BOOL(struct list_cell, is_code),   BOOL(struct list_cell, is_right),
    BOOL(struct list_cell, is_load),   TEXT(struct list_cell, level),
    FIELDS_END,
};

struct row {
    const char *key; /* "vm-42", for refreshing in place */
    struct list cells;
};
static const struct field row_fields[] = {
    TEXT(struct row, key),
    LIST(struct row, cells, struct list_cell, cell_fields),
    FIELDS_END,
};

const struct field list_head_fields[] = {
    TEXT(struct list_head, name),   TEXT(struct list_head, label),    TEXT(struct list_head, href),
    TEXT(struct list_head, sorted), BOOL(struct list_head, is_right), FIELDS_END,
};

struct list_show_page {
    struct list_frame list;
    struct list heads;
    struct list rows;
};
const struct field list_view[] = {
    GROUP(struct list_show_page, list, struct list_frame, list_frame_fields),
    LIST(struct list_show_page, heads, struct list_head, list_head_fields),
    LIST(struct list_show_page, rows, struct row, row_fields),
    FIELDS_END,
};

struct shown {
    const struct list_column *column[LIST_SHOWN];
    const struct field *member[LIST_SHOWN];
    int count;
    int head; /* the one that names the row */
};

static struct shown shown_of(const struct request *rq, const struct list_table *t)
{
    struct shown s = { .count = 0, .head = -1 };
    for (int i = 0; i < LIST_SHOWN && t->shown[i]; i++) {
        const struct list_column *c = list_column(t->noun, t->shown[i]);
        if (!c)
            bug("%s has no column %s", t->noun->name, t->shown[i]);
        if (!list_column_open(&rq->who->asker.scope, c))
            continue;
        const char *name = c->field ? c->field : c->name;
        s.column[s.count] = c;
        s.member[s.count] = field_find(t->noun->row, name, strlen(name));
        if (s.head < 0 && c->kind != COLUMN_WORD)
            s.head = s.count;
        s.count++;
    }
    return s;
}

static bool is_right(const struct list_column *c)
{
    return c->kind == COLUMN_NUMBER || c->kind == COLUMN_BYTES || c->kind == COLUMN_MONEY ||
           c->kind == COLUMN_TIME || c->kind == COLUMN_DURATION;
}

/* --- heads --- */

static const char *sort_href(const struct request *rq, const struct list_frame *f,
                             const struct list_column *c, bool down)
{
    const char *filter = f->filter && *f->filter ? arena_printf(rq->arena, "filter=%s&",
                                                                gate_encode(rq->arena, f->filter))
                                                 : "";
    return arena_printf(rq->arena, "%s?%ssort=%s%s", f->path, filter, down ? "-" : "", c->name);
}

struct list list_heads(const struct request *rq, const struct list_table *t,
                       const struct list_frame *f, const char *const *names)
{
    struct list_head *heads = arena_array(rq->arena, LIST_SHOWN, sizeof(*heads));
    int64_t n = 0;
    for (; *names; names++) {
        const struct list_column *c = list_column(t->noun, *names);
        if (!c)
            bug("%s has no column %s", t->noun->name, *names);
        if (!list_column_open(&rq->who->asker.scope, c))
            continue;
        bool by = f->sorted && !strcmp(c->name, f->sorted);
        heads[n++] = (struct list_head){
            .name = c->name,
            .label = tr(c->label),
            .href = c->sorts ? sort_href(rq, f, c, by ? !f->down : c->kind == COLUMN_TIME) : "",
            .sorted = !by       ? ""
                      : f->down ? "descending"
                                : "ascending",
            .is_right = is_right(c),
        };
    }
    return (struct list){ heads, n };
}

/* --- cells --- */

static void put_state(const struct field *m, unsigned state, struct list_cell *cell)
{
    const struct word *w = state < m->word_count ? &m->words[state] : NULL;
    cell->is_state = true;
    cell->text = w && w->people ? tr(w->people) : "";
    cell->icon = w && w->icon ? w->icon : "";
}

static void put_value(const struct field *m, const void *row, struct list_cell *cell)
{
    const void *at = field_at(m, row);
    switch (m->type) {
    case FIELD_TEXT: cell->text = *(const char *const *)at; return;
    case FIELD_STATE: put_state(m, *(const unsigned *)at, cell); return;
    case FIELD_BOOL: cell->text = *(const bool *)at ? tr("yes") : ""; return;
    case FIELD_TIME: cell->when = *(const int64_t *)at; return;
    case FIELD_I64:
        cell->is_number = true;
        cell->number = *(const int64_t *)at;
        return;
    case FIELD_BYTES:
        cell->is_bytes = true;
        cell->bytes = *(const int64_t *)at;
        return;
    case FIELD_MONEY:
        cell->is_money = true;
        cell->money = *(const int64_t *)at;
        return;
    case FIELD_GROUP:
    case FIELD_LIST:
    case FIELD_IDS:
    case FIELD_END: break;
    }
    bug("%s has no cell", m->name);
}

static int64_t id_of(const struct list_table *t, const void *row)
{
    const struct field *f = field_find(t->noun->row, "id", 2);
    return *(const int64_t *)field_at(f, row);
}

static const char *row_href(const struct request *rq, const struct list_table *t, int64_t id)
{
    if (!t->row_path)
        return "";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    const char *path = arena_printf(rq->arena, t->row_path, (long long)id);
#pragma GCC diagnostic pop
    return arena_printf(rq->arena, "%s%s", page_root(rq), path);
}

static bool is_blank(const struct list_cell *cell)
{
    bool valued = cell->is_number || cell->is_bytes || cell->is_money || cell->is_load;
    return !valued && !cell->when && (!cell->text || !*cell->text);
}

static struct list cells_of(const struct request *rq, const struct list_table *t,
                            const struct shown *s, const void *row)
{
    struct list_cell *cells = arena_array(rq->arena, LIST_SHOWN, sizeof(*cells));
    for (int i = 0; i < s->count; i++) {
        const struct list_column *c = s->column[i];
        cells[i] = (struct list_cell){ .name = c->name,
                                       .is_head = i == s->head,
                                       .is_right = is_right(c),
                                       .href = i == s->head ? row_href(rq, t, id_of(t, row)) : "" };
        put_value(s->member[i], row, &cells[i]);
        if (cells[i].is_number && s->member[i]->max && cells[i].number > s->member[i]->max) {
            cells[i].is_number = false;
            cells[i].text = page_count(rq->arena, cells[i].number, s->member[i]->max);
        }
        if (t->dress)
            t->dress(rq, c->name, row, &cells[i]);
        if (!cells[i].is_head && !cells[i].is_state && !is_blank(&cells[i]))
            cells[i].label = tr(c->label);
    }
    return (struct list){ cells, s->count };
}

enum fault_code list_show(const struct db *db, struct request *rq, const struct list_table *t)
{
    struct list_show_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list found;
    bool answered = false;
    enum fault_code rc = list_open(db, rq, t, &page->list, &found, &answered);
    if (rc || answered)
        return rc;
    const char *shown[LIST_SHOWN + 1] = { NULL };
    memcpy(shown, t->shown, sizeof(t->shown));
    struct shown s = shown_of(rq, t);
    struct row *rows = arena_array(rq->arena, (size_t)found.count + 1, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++) {
        const void *row = (const char *)found.rows + t->noun->size * (size_t)i;
        rows[i].key = arena_printf(rq->arena, "%s-%lld", t->noun->name, (long long)id_of(t, row));
        rows[i].cells = cells_of(rq, t, &s, row);
    }
    page->heads = list_heads(rq, t, &page->list, shown);
    page->rows = (struct list){ rows, found.count };
    rq->view = page;
    return FAULT_OK;
}
