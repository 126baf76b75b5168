/* SPDX-License-Identifier: Apache-2.0 */
/* What list.c, list_filter.c and list_cursor.c share; nobody else includes this. */
#pragma once
#include "base/text.h"
#include "store/list.h"

enum list_op { OP_EQUAL, OP_BEGINS, OP_ABOVE, OP_FROM, OP_BELOW, OP_TO, OP_WITHIN, OP_PAIR };

/* One word of a filter, ready to be bound. */
struct list_word {
    const struct list_column *column;
    enum list_op op;
    struct arg arg[2];
    int args;
    const char *text;
};

struct list_words {
    struct list_word at[LIST_WISHES];
    int count;
};

/* list_filter.c: reads what was typed. `db` answers for COLUMN_REF. */
bool list_is_ascii(const char *);
enum fault_code list_filter_read(const struct db *, const struct scope *, const struct list_noun *,
                                 const char *filter, struct list_words *out) MUST_CHECK;

/*
 * list_cursor.c: the order of a page's rows. Each part but the last is a column
 * that sorts; the last is the id. A cursor holds a row's values of all parts.
 */
enum { LIST_PARTS = 3 };
struct list_order {
    const char *sql[LIST_PARTS];
    const struct field *member[LIST_PARTS];
    bool ascii[LIST_PARTS];
    int parts;
    bool down;
};
const char *list_cursor_of(struct arena *, const struct list_order *, const void *row);
enum fault_code list_cursor_read(struct fault *, struct arena *, const struct list_order *,
                                 const char *field, const char *cursor,
                                 struct arg values[LIST_PARTS]) MUST_CHECK;
