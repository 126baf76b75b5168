/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connection and statements. There is no auto-reconnect of the library's: it
 * leaves every statement dead. A lost link is dropped with its statements, and a
 * single statement outside a transaction is run once more on a new one.
 */
#include "db/db.h"
#include <errmsg.h>
#include <mysqld_error.h>
#include "base/log.h"
#include "db/link.h"

extern const struct query *const __start_queries[];
extern const struct query *const __stop_queries[];

const struct query *const *db_queries(size_t *count)
{
    *count = (size_t)(__stop_queries - __start_queries);
    return __start_queries;
}

#define DB_USER(id, name) [DB_USER_##id] = name,
static const char *const user_names[DB_USER_COUNT] = {
#include "db/users.def"
};
#undef DB_USER

const char *db_user_name(enum db_user_no no)
{
    return user_names[no];
}

struct db *db_new(const struct db_conf *conf)
{
    struct arena *forever = arena_new();
    struct db *db = arena_alloc(forever, sizeof(*db));
    db->link = arena_alloc(forever, sizeof(*db->link));
    db->link->conf = *conf;
    db->link->home = forever;
    db->arena = forever;
    return db;
}

void db_use(struct db *db, struct arena *a, struct fault *f)
{
    db->arena = a;
    db->fault = f;
}

void db_close(struct db **db)
{
    if (*db) {
        link_down((*db)->link);
        if ((*db)->link->texts.home)
            arena_drop(&(*db)->link->texts.home);
        arena_free((*db)->link->home); /* which holds *db itself */
    }
    *db = NULL;
}

struct arg arg_i64(int64_t i)
{
    return (struct arg){ .type = ARG_I64, .i = i };
}

struct arg arg_text(const char *s)
{
    return (struct arg){ .type = s ? ARG_TEXT : ARG_NULL, .s = s };
}

struct arg arg_ref(int64_t id)
{
    return (struct arg){ .type = id ? ARG_I64 : ARG_NULL, .i = id };
}

bool link_lost(unsigned error)
{
    return error == CR_SERVER_GONE_ERROR || error == CR_SERVER_LOST ||
           error == CR_CONNECTION_ERROR || error == CR_CONN_HOST_ERROR ||
           error == ER_CONNECTION_KILLED || error == ER_SERVER_SHUTDOWN;
}

/* It will answer again without anybody changing a statement of ours. */
static bool is_away(unsigned error)
{
    switch (error) {
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
    case ER_OPTION_PREVENTS_STATEMENT: /* read_only */
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL:
    case ER_OUT_OF_RESOURCES:
    case ER_OUTOFMEMORY:
    case ER_ACCESS_DENIED_ERROR: /* its users are being made */
    case ER_QUERY_INTERRUPTED: return true;
    default: return link_lost(error);
    }
}

static void statements_drop(struct db_link *l)
{
    for (size_t i = 0; i < STATEMENTS; i++) {
        if (l->cache[i].stmt)
            mysql_stmt_close(l->cache[i].stmt);
        l->cache[i] = (struct statement){ 0 };
    }
}

void link_down(struct db_link *l)
{
    statements_drop(l);
    if (l->mysql)
        mysql_close(l->mysql);
    l->mysql = NULL; /* in_tx stays: nothing more of that transaction may run */
}

enum fault_code link_fault(const struct db *db, unsigned error, const char *words)
{
    struct db_link *l = db->link;
    l->last_error = error;
    switch (error) {
    case ER_DUP_ENTRY: return fail(db->fault, FAULT_UNIQUE, T("That exists already."));
    case ER_LOCK_DEADLOCK:
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_CHECKREAD:
        return fail(db->fault, FAULT_LOCKED, T("The database is busy. Try again in a moment."));
    case ER_STATEMENT_TIMEOUT:
        return fail(db->fault, FAULT_TIMEOUT, T("The database took too long. Ask for less."));
    }
    log_error("database error %u: %s", error, words);
    if (link_lost(error))
        link_down(l); /* the words were the connection's */
    if (!is_away(error))
        return fail(db->fault, FAULT_BUG, T("The database refused a statement: error %u."), error);
    return fail(db->fault, FAULT_DATABASE,
                T("The database cannot be reached. Try again in a moment."));
}

/* Half a transaction kept after a lock time-out, or a text cut in silence, would be our loss. */
static bool has_our_settings(MYSQL *m)
{
    static const char sql[] =
        "SELECT @@innodb_rollback_on_timeout AND @@innodb_flush_log_at_trx_commit = 1 "
        "AND @@sql_mode LIKE '%STRICT_ALL_TABLES%'";
    if (mysql_real_query(m, sql, sizeof(sql) - 1))
        return false;
    MYSQL_RES *rows = mysql_store_result(m);
    MYSQL_ROW row = rows ? mysql_fetch_row(rows) : NULL;
    bool good = row && row[0] && !strcmp(row[0], "1");
    mysql_free_result(rows);
    return good;
}

enum fault_code link_up(const struct db *db)
{
    struct db_link *l = db->link;
    if (l->mysql)
        return FAULT_OK;
    MYSQL *m = mysql_init(NULL);
    unsigned connect_s = 3;
    unsigned io_s = 30;
    mysql_optionsv(m, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
    mysql_optionsv(m, MYSQL_OPT_READ_TIMEOUT, &io_s);
    mysql_optionsv(m, MYSQL_OPT_WRITE_TIMEOUT, &io_s);
    mysql_optionsv(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_optionsv(m, MYSQL_INIT_COMMAND,
                   l->conf.reader ? "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', "
                                    "tx_read_only = 1, max_statement_time = 5"
                                  : "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'");
    /* affected rows count matches, so that a repeated UPDATE is not "none" */
    if (!mysql_real_connect(m, NULL, l->conf.user, l->conf.password, l->conf.name, 0,
                            l->conf.socket, CLIENT_FOUND_ROWS)) {
        unsigned error = mysql_errno(m);
        enum fault_code rc = link_fault(db, error, mysql_error(m));
        mysql_close(m);
        return rc;
    }
    if (!has_our_settings(m)) {
        mysql_close(m);
        log_error("MariaDB was not started with this installation's my.cnf");
        return fail(db->fault, FAULT_DATABASE, T("The database has other settings than ours."));
    }
    l->mysql = m;
    return FAULT_OK;
}

enum fault_code db_connect(const struct db *db)
{
    return link_up(db);
}

static struct statement *cache_slot(struct db_link *l, const char *sql)
{
    size_t at = ((uintptr_t)sql >> 3) % STATEMENTS;
    for (size_t tries = 0; tries < STATEMENTS; tries++, at = (at + 1) % STATEMENTS)
        if (!l->cache[at].sql || l->cache[at].sql == sql)
            return &l->cache[at];
    bug("more than %d statements in one program", STATEMENTS);
}

static enum fault_code prepare(const struct db *db, const struct query *q, size_t args,
                               MYSQL_STMT **out)
{
    struct statement *slot = cache_slot(db->link, q->sql);
    if (!slot->stmt) {
        MYSQL_STMT *st = mysql_stmt_init(db->link->mysql);
        if (!st || mysql_stmt_prepare(st, q->sql, strlen(q->sql))) {
            unsigned error = mysql_errno(db->link->mysql);
            const char *words =
                arena_printf(db->arena, "%s (%.120s)", mysql_error(db->link->mysql), q->sql);
            if (st)
                mysql_stmt_close(st);
            return link_fault(db, error, words);
        }
        *slot = (struct statement){ q->sql, st };
    }
    if (mysql_stmt_param_count(slot->stmt) != args)
        bug("%zu arguments for: %s", args, q->sql);
    *out = slot->stmt;
    return FAULT_OK;
}

static void bind_args(const struct db *db, MYSQL_BIND *bind, const struct arg *args, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arg *copy = arena_alloc(db->arena, sizeof(*copy));
        *copy = args[i];
        switch (copy->type) {
        case ARG_NULL: bind[i].buffer_type = MYSQL_TYPE_NULL; break;
        case ARG_I64:
            bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
            bind[i].buffer = &copy->i;
            break;
        case ARG_TEXT:
            bind[i].buffer_type = MYSQL_TYPE_STRING;
            bind[i].buffer = arena_strdup(db->arena, copy->s);
            bind[i].buffer_length = strlen(copy->s);
            break;
        }
    }
}

/* A query run by a program that it does not name would fail where grants are held. */
static void check_user(const struct db *db, const struct query *q)
{
    for (unsigned no = 0; no < DB_USER_COUNT; no++)
        if (q->users & 1u << no && !strcmp(user_names[no], db->link->conf.user))
            return;
    if (q->users)
        bug("user %s does not list: %s", db->link->conf.user, q->sql);
}

static enum fault_code send_args(const struct db *db, const struct query *q, MYSQL_STMT *st,
                                 const void *args, size_t count)
{
    MYSQL_BIND *bind = arena_array(db->arena, count + 1, sizeof(*bind));
    bind_args(db, bind, args, count);
    if (mysql_stmt_bind_param(st, bind) || mysql_stmt_execute(st))
        return link_fault(db, mysql_stmt_errno(st),
                          arena_printf(db->arena, "%s (%.120s)", mysql_stmt_error(st), q->sql));
    return FAULT_OK;
}

static enum fault_code send_once(const struct db *db, const struct query *q, const void *args,
                                 size_t count, link_send_fn *send, MYSQL_STMT **out)
{
    check_user(db, q);
    enum fault_code rc = link_up(db);
    if (!rc)
        rc = prepare(db, q, count, out);
    return rc ? rc : send(db, q, *out, args, count);
}

enum fault_code link_send(const struct db *db, const struct query *q, const void *args,
                          size_t count, link_send_fn *send, MYSQL_STMT **out)
{
    bool in_tx = db->link->in_tx;
    if (in_tx && !db->link->mysql)
        return fail(db->fault, FAULT_DATABASE, T("The connection to the database was lost."));
    enum fault_code rc = send_once(db, q, args, count, send, out);
    if (rc == FAULT_DATABASE && !in_tx && link_lost(db->link->last_error)) {
        fault_clear(db->fault);
        rc = send_once(db, q, args, count, send, out);
    }
    return rc;
}

enum fault_code link_run(const struct db *db, const struct query *q, const struct arg *args,
                         size_t count, MYSQL_STMT **out)
{
    return link_send(db, q, args, count, send_args, out);
}

enum fault_code db_one(const struct db *db, const struct query *q, void *out,
                       const struct arg *args, size_t count)
{
    MYSQL_STMT *st = NULL;
    struct list one = { 0 };
    enum fault_code rc = link_run(db, q, args, count, &st);
    if (!rc)
        rc = rows_fetch(db, q, st, out, 1, &one);
    if (rc)
        return rc;
    return one.count ? FAULT_OK : fail(db->fault, FAULT_MISSING, T("There is no such thing here."));
}

enum fault_code db_all(const struct db *db, const struct query *q, struct list *out,
                       const struct arg *args, size_t count)
{
    MYSQL_STMT *st = NULL;
    enum fault_code rc = link_run(db, q, args, count, &st);
    return rc ? rc : rows_fetch(db, q, st, NULL, 0, out);
}

/*
 * The one address of this text. Readers ask for a few combinations again and
 * again; when there are too many, all are forgotten with their statements.
 */
static const char *text_kept(struct db_link *l, const char *sql)
{
    struct texts *t = &l->texts;
    for (int i = 0; i < t->count; i++)
        if (!strcmp(t->at[i], sql))
            return t->at[i];
    if (!t->home)
        t->home = arena_new();
    if (t->count == TEXTS) {
        statements_drop(l);
        arena_reset(t->home);
        t->count = 0;
    }
    return t->at[t->count++] = arena_strdup(t->home, sql);
}

enum fault_code db_all_text(const struct db *db, const struct query *q, struct list *out, bool *cut,
                            const struct arg *args, size_t count)
{
    struct query kept = *q;
    kept.sql = text_kept(db->link, q->sql);
    enum fault_code rc = db_all(db, &kept, out, args, count);
    if (cut)
        *cut = !rc && mysql_warning_count(db->link->mysql) > 0;
    return rc;
}

enum fault_code db_exec(struct db *db, const struct query *q, int64_t *changed, int64_t *id,
                        const struct arg *args, size_t count)
{
    MYSQL_STMT *st = NULL;
    enum fault_code rc = link_run(db, q, args, count, &st);
    if (rc)
        return rc;
    if (changed)
        *changed = (int64_t)mysql_stmt_affected_rows(st);
    if (id)
        *id = (int64_t)mysql_stmt_insert_id(st);
    return FAULT_OK;
}

enum fault_code db_exec_one(struct db *db, const struct query *q, enum fault_code if_none,
                            const struct arg *args, size_t count)
{
    int64_t changed = 0;
    enum fault_code rc = db_exec(db, q, &changed, NULL, args, count);
    if (rc || changed)
        return rc;
    return fail(db->fault, if_none, T("There is no such thing here."));
}

unsigned db_errno(const struct db *db)
{
    return db->link->last_error;
}

enum fault_code db_check(const struct db *db, const struct query *q)
{
    MYSQL_STMT *st = NULL;
    enum fault_code rc = link_up(db);
    if (rc)
        return rc;
    size_t marks = 0;
    for (const char *p = q->sql; *p; p++)
        marks += *p == '?';
    return prepare(db, q, marks, &st);
}
