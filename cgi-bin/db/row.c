/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows into structs. A column finds its member by name, so the order of columns
 * cannot drift; a column without a member, or a value that its member cannot
 * hold, is our mistake and ends the process.
 */
#include "base/log.h"
#include "db/link.h"

enum { INLINE = 256 };

struct column {
    const struct field *field;
    int64_t number;
    MYSQL_TIME time;
    char inline_text[INLINE];
    unsigned long len;
    my_bool null;
    my_bool error;
};

static void column_bind(struct column *c, MYSQL_BIND *b)
{
    b->is_null = &c->null;
    b->length = &c->len;
    b->error = &c->error;
    switch (c->field->type) {
    case FIELD_TEXT:
        b->buffer_type = MYSQL_TYPE_STRING;
        b->buffer = c->inline_text;
        b->buffer_length = INLINE;
        return;
    case FIELD_TIME:
        b->buffer_type = MYSQL_TYPE_DATETIME;
        b->buffer = &c->time;
        b->buffer_length = sizeof(c->time);
        return;
    case FIELD_I64:
    case FIELD_BOOL:
    case FIELD_BYTES:
    case FIELD_MONEY:
    case FIELD_STATE:
        b->buffer_type = MYSQL_TYPE_LONGLONG;
        b->buffer = &c->number;
        b->buffer_length = sizeof(c->number);
        return;
    case FIELD_END:
    case FIELD_GROUP:
    case FIELD_LIST:
    case FIELD_IDS: break;
    }
    bug("column %s has a type that no row has", c->field->name);
}

static int64_t moment_of(const MYSQL_TIME *t)
{
    struct tm tm = { .tm_year = (int)t->year - 1900,
                     .tm_mon = (int)t->month - 1,
                     .tm_mday = (int)t->day,
                     .tm_hour = (int)t->hour,
                     .tm_min = (int)t->minute,
                     .tm_sec = (int)t->second };
    return (int64_t)timegm(&tm) * 1000000 + (int64_t)t->second_part;
}

static const char *column_text(const struct db *db, MYSQL_STMT *st, struct column *c, unsigned no)
{
    if (c->null)
        return "";
    if (c->len <= INLINE)
        return arena_strndup(db->arena, c->inline_text, c->len);
    char *s = arena_alloc(db->arena, c->len + 1);
    MYSQL_BIND b = { .buffer_type = MYSQL_TYPE_STRING, .buffer = s, .buffer_length = c->len };
    if (mysql_stmt_fetch_column(st, &b, no, 0))
        bug("column %s cannot be fetched", c->field->name);
    return s;
}

static void column_put(const struct db *db, MYSQL_STMT *st, struct column *c, unsigned no,
                       void *row)
{
    char *slot = (char *)row + c->field->off;
    int64_t n = c->null ? 0 : c->number;
    if (c->field->type == FIELD_TEXT) {
        const char *s = column_text(db, st, c, no);
        memcpy(slot, &s, sizeof(s));
    } else if (c->field->type == FIELD_TIME) {
        int64_t moment = c->null ? 0 : moment_of(&c->time);
        memcpy(slot, &moment, sizeof(moment));
    } else if (c->field->type == FIELD_BOOL) {
        bool yes = n != 0;
        memcpy(slot, &yes, sizeof(yes));
    } else if (c->field->type == FIELD_STATE) {
        if (n < 0 || (size_t)n >= c->field->word_count)
            bug("column %s holds an unknown state", c->field->name);
        unsigned state = (unsigned)n;
        memcpy(slot, &state, sizeof(state));
    } else {
        memcpy(slot, &n, sizeof(n));
    }
}

static void columns_bind(const struct query *q, MYSQL_STMT *st, struct column *columns,
                         MYSQL_BIND *bind)
{
    MYSQL_RES *meta = mysql_stmt_result_metadata(st);
    if (!meta)
        bug("no rows come from: %s", q->sql);
    unsigned count = mysql_num_fields(meta);
    const MYSQL_FIELD *names = mysql_fetch_fields(meta);
    for (unsigned i = 0; i < count; i++) {
        columns[i].field = field_find(q->row, names[i].name, strlen(names[i].name));
        if (!columns[i].field)
            bug("column %s has no member: %s", names[i].name, q->sql);
        column_bind(&columns[i], &bind[i]);
    }
    mysql_free_result(meta);
}

struct chunk {
    struct chunk *next;
    void *row;
};

static void gather(const struct db *db, const struct query *q, const struct chunk *first,
                   struct list *out)
{
    char *rows = arena_array(db->arena, (size_t)out->count + 1, q->size);
    size_t n = 0;
    for (const struct chunk *c = first; c; c = c->next)
        memcpy(rows + q->size * n++, c->row, q->size);
    out->rows = rows;
}

enum fault_code rows_fetch(const struct db *db, const struct query *q, MYSQL_STMT *st, void *first,
                           int64_t most, struct list *out)
{
    unsigned count = mysql_stmt_field_count(st);
    struct column *columns = arena_array(db->arena, count, sizeof(*columns));
    MYSQL_BIND *bind = arena_array(db->arena, count, sizeof(*bind));
    columns_bind(q, st, columns, bind);
    struct chunk head = { 0 };
    struct chunk *last = &head;
    *out = (struct list){ 0 };
    if (mysql_stmt_bind_result(st, bind) || mysql_stmt_store_result(st))
        return link_fault(db, mysql_stmt_errno(st), mysql_stmt_error(st));
    int got = 0;
    while (!most || out->count < most) {
        got = mysql_stmt_fetch(st);
        if (got && got != MYSQL_DATA_TRUNCATED) /* long texts are fetched again, whole */
            break;
        void *row = first ? first : arena_alloc(db->arena, q->size);
        for (unsigned i = 0; i < count; i++)
            column_put(db, st, &columns[i], i, row);
        struct chunk *c = arena_alloc(db->arena, sizeof(*c));
        c->row = row;
        last = last->next = c;
        out->count++;
    }
    mysql_stmt_free_result(st);
    if (got == 1)
        return link_fault(db, mysql_stmt_errno(st), mysql_stmt_error(st));
    if (!first)
        gather(db, q, head.next, out);
    return FAULT_OK;
}
