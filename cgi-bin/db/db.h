/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection to MariaDB: prepared once, bound by type, rows put into structs
 * by column NAME. A `const struct db *` can only read; what writes takes a
 * `struct db *`. Results live in db->arena; every failure is told in db->fault
 * and returned.
 */
#pragma once
#include "base/fault.h"
#include "form/field.h"

struct db_link;

struct db {
    struct db_link *link;
    struct arena *arena; /* of the unit of work in hand */
    struct fault *fault;
};

struct db_conf {
    const char *socket;
    const char *name;
    const char *user;
    const char *password;
    bool reader; /* the session cannot write and its statements end after 5 s */
};

/* Connects at first use, and anew after a loss. The strings must outlive it. */
struct db *db_new(const struct db_conf *conf);
void db_use(struct db *db, struct arena *a, struct fault *f);
void db_close(struct db **db);

#define DB_USER(id, name) DB_USER_##id,
enum db_user_no {
#include "db/users.def"
    DB_USER_COUNT
};
#undef DB_USER
#define DB_USER(id, name) DB_##id = 1 << DB_USER_##id,
enum db_user {
#include "db/users.def"
    DB_WEB_READERS = DB_MY_READER | DB_ADMIN_READER | DB_API_READER,
    DB_WEB_WRITERS = DB_MY | DB_ADMIN | DB_API,
    DB_WEB = DB_WEB_READERS | DB_WEB_WRITERS,
};
#undef DB_USER

/* Connects now, so that the first query need not. */
enum fault_code db_connect(const struct db *) MUST_CHECK;

struct query {
    const char *sql;         /* constant; parameters as ? */
    const struct field *row; /* what a row becomes; NULL for a statement */
    size_t size;             /* of that struct */
    unsigned users;          /* who runs it: held against the grants by a test */
};

/* Defines a query and lists it, so that the test finds every one. */
#define QUERY(name, who, text, ...)                                                                \
    static const struct query name = { .users = (who), .sql = (text), __VA_ARGS__ };               \
    static const struct query *const name##_listed __attribute__((section("queries"), used)) = &name
#define ROWS(type, fields) .row = (fields), .size = sizeof(type)
/* All queries of a program; *count of them. */
const struct query *const *db_queries(size_t *count);
const char *db_user_name(enum db_user_no no);

enum arg_type { ARG_NULL, ARG_I64, ARG_TEXT };
struct arg {
    enum arg_type type;
    int64_t i;
    const char *s;
};
struct arg arg_i64(int64_t i);
struct arg arg_text(const char *s); /* NULL: SQL's NULL */
struct arg arg_ref(int64_t id);     /* 0: SQL's NULL */

#define ARG(x) _Generic((x), int64_t : arg_i64, const char * : arg_text, char * : arg_text)(x)
#define ARGS(...)                                                                                  \
    (const struct arg[]){ __VA_ARGS__ }, sizeof((struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg)
#define NO_ARGS NULL, 0

/* The first row into *out; FAULT_MISSING (without words) when there is none. */
enum fault_code db_one(const struct db *, const struct query *, void *out, const struct arg *,
                       size_t count) MUST_CHECK;
/* All rows. */
enum fault_code db_all(const struct db *, const struct query *, struct list *out,
                       const struct arg *, size_t count) MUST_CHECK;
/* *changed (may be NULL): rows changed; *id (may be NULL): the new row's id. */
enum fault_code db_exec(struct db *, const struct query *, int64_t *changed, int64_t *id,
                        const struct arg *, size_t count) MUST_CHECK;
/*
 * All rows of a statement that a list was put together for from constant
 * fragments: prepared once for its text. *cut (may be NULL): LIMIT ROWS EXAMINED
 * ended it early.
 */
enum fault_code db_all_text(const struct db *, const struct query *, struct list *out, bool *cut,
                            const struct arg *, size_t count) MUST_CHECK;
/* One row or nothing may change: 0 rows is the given fault. */
enum fault_code db_exec_one(struct db *, const struct query *, enum fault_code if_none,
                            const struct arg *, size_t count) MUST_CHECK;

/*
 * The same statement for each of many rows of numbers, sent at once: the value of row r and
 * parameter p is cell[r * args + p]. Outside a transaction each part of DB_ROWS_AT_ONCE rows
 * stands or falls for itself.
 */
struct cell {
    int64_t i;
    char null; /* 1: SQL's NULL */
};
enum { DB_ROWS_AT_ONCE = 4096 };
enum fault_code db_exec_rows(struct db *, const struct query *, const struct cell *, size_t args,
                             size_t rows) MUST_CHECK;

/*
 * Runs fn in one transaction; again on deadlock, lock time-out and a lost
 * connection, so fn must have no effect but in the database. When the link was
 * lost while COMMIT was under way, `landed` (may be NULL) looks whether it took:
 * FAULT_OK if so, FAULT_MISSING to run again, else the fault.
 */
typedef enum fault_code db_tx_fn(struct db *, void *ctx);
enum fault_code db_tx(struct db *, db_tx_fn *fn, db_tx_fn *landed, void *ctx) MUST_CHECK;
/*
 * The same without `landed`; `meanwhile` runs when COMMIT is under way, whose answer is read behind
 * it: work that needs no database waits for no disk. It begins anew where fn does; what it found
 * counts if the transaction is FAULT_OK.
 */
typedef void db_work_fn(void *ctx);
enum fault_code db_tx_while(struct db *, db_tx_fn *fn, db_work_fn *meanwhile, void *ctx) MUST_CHECK;

/* Last server error of the link, 0 if none: 1062 is a duplicate key. */
unsigned db_errno(const struct db *);
/* Prepares without running: for the test that holds queries against grants. */
enum fault_code db_check(const struct db *, const struct query *) MUST_CHECK;
/* Runs a migration's statement, which is a file's text and takes no arguments. */
enum fault_code db_migrate_text(struct db *, const char *sql) MUST_CHECK;
