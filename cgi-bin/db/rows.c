/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One statement for many rows: they go to the server in one message, which is some fifty times
 * faster than one by one. The cells are sent from where they lie.
 */
#include "db/link.h"

struct rows {
    const struct cell *cell;
    size_t count;
};

static void bind_cells(MYSQL_BIND *bind, const struct cell *first, size_t args)
{
    for (size_t i = 0; i < args; i++) {
        struct cell *at = (struct cell *)(uintptr_t)&first[i]; /* the library only reads it */
        bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
        bind[i].buffer = &at->i;
        bind[i].u.indicator = &at->null;
    }
}

static enum fault_code send_rows(const struct db *db, const struct query *q, MYSQL_STMT *st,
                                 const void *args, size_t count)
{
    const struct rows *rows = args;
    MYSQL_BIND *bind = arena_array(db->arena, count, sizeof(*bind));
    size_t stride = count * sizeof(struct cell);
    unsigned how_many = (unsigned)rows->count;
    bind_cells(bind, rows->cell, count);
    mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &how_many);
    mysql_stmt_attr_set(st, STMT_ATTR_ROW_SIZE, &stride);
    if (mysql_stmt_bind_param(st, bind) || mysql_stmt_execute(st))
        return link_fault(db, mysql_stmt_errno(st),
                          arena_printf(db->arena, "%s (%.120s)", mysql_stmt_error(st), q->sql));
    return FAULT_OK;
}

enum fault_code db_exec_rows(struct db *db, const struct query *q, const struct cell *cell,
                             size_t args, size_t rows)
{
    enum fault_code rc = FAULT_OK;
    for (size_t done = 0; !rc && done < rows; done += DB_ROWS_AT_ONCE) {
        MYSQL_STMT *st = NULL;
        struct rows part = { cell + done * args, rows - done };
        if (part.count > DB_ROWS_AT_ONCE)
            part.count = DB_ROWS_AT_ONCE;
        rc = link_send(db, q, &part, args, send_rows, &st);
    }
    return rc;
}
