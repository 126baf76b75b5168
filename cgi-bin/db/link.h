/* SPDX-License-Identifier: Apache-2.0 */
/* What db.c, row.c and tx.c share of a connection; nobody else includes this. */
#pragma once
#include <mysql.h>
#include "db/db.h"

enum { STATEMENTS = 1024 };

enum { TEXTS = 128 };

struct statement {
    const char *sql; /* the key: its address */
    MYSQL_STMT *stmt;
};

/* Texts that were put together: each becomes one address for the cache. */
struct texts {
    struct arena *home;
    const char *at[TEXTS];
    int count;
};

struct db_link {
    struct db_conf conf;
    struct arena *home;
    MYSQL *mysql; /* NULL: not connected */
    unsigned last_error;
    bool in_tx;
    struct statement cache[STATEMENTS];
    struct texts texts;
};

enum fault_code link_up(const struct db *);
void link_down(struct db_link *);
bool link_lost(unsigned error);
/* Binds the arguments and executes; the statement is prepared, and the link up. */
typedef enum fault_code link_send_fn(const struct db *, const struct query *, MYSQL_STMT *,
                                     const void *args, size_t count);
/* Prepares where needed and sends; once more where the link was lost outside a transaction. */
enum fault_code link_send(const struct db *, const struct query *, const void *args, size_t count,
                          link_send_fn *send, MYSQL_STMT **out);
/* Prepared, bound and executed. */
enum fault_code link_run(const struct db *, const struct query *, const struct arg *, size_t count,
                         MYSQL_STMT **out);
/* Notes the error, words it for people and returns its fault. */
enum fault_code link_fault(const struct db *, unsigned error, const char *words);

/* row.c: fetches up to `most` rows (0: all) of an executed statement. */
enum fault_code rows_fetch(const struct db *, const struct query *, MYSQL_STMT *, void *first,
                           int64_t most, struct list *out);
