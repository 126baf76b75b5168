/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file is one DDL statement or may be run twice. It is recorded as begun, run,
 * and recorded as done; if we died between, running it again may find its table
 * or column there, which then counts as done. A migration never changes once it
 * was applied: another checksum stops everything.
 */
#include "store/migrate.h"
#include <mysqld_error.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"

enum { WAIT_SECONDS = 120, FILE_MAX = 256 * 1024 };

struct migration {
    int64_t number;
    const char *checksum;
    int64_t done_at;
};
static const struct field migration_view[] = {
    I64(struct migration, number),
    TEXT(struct migration, checksum),
    TIME(struct migration, done_at),
    FIELDS_END,
};

static const char table[] =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, "
    "name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "
    "checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "
    "begun_at DATETIME(6) NOT NULL, done_at DATETIME(6) NULL)";
static const char lease_table[] =
    "CREATE TABLE IF NOT EXISTS migration_lease (id TINYINT NOT NULL PRIMARY KEY, "
    "holder VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "
    "until DATETIME(6) NOT NULL)";
static const char lease_row[] =
    "INSERT IGNORE INTO migration_lease (id, holder, until) VALUES (1, '', '2000-01-01')";

QUERY(take_lease, DB_OWNER,
      "UPDATE migration_lease SET holder = ?, until = NOW(6) + INTERVAL 60 SECOND "
      "WHERE id = 1 AND (holder = ? OR until < NOW(6))");
QUERY(drop_lease, DB_OWNER, "UPDATE migration_lease SET until = NOW(6) WHERE holder = ?");
QUERY(find, DB_OWNER, "SELECT number, checksum, done_at FROM migration WHERE number = ?",
      ROWS(struct migration, migration_view));
QUERY(begin, DB_OWNER,
      "INSERT INTO migration (number, name, checksum, begun_at) VALUES (?, ?, ?, NOW(6)) "
      "ON DUPLICATE KEY UPDATE begun_at = NOW(6)");
QUERY(done, DB_OWNER, "UPDATE migration SET done_at = NOW(6) WHERE number = ?");
QUERY(restart, DB_OWNER, "UPDATE migration SET checksum = ?, done_at = NULL WHERE number = 0");

static bool already_there(unsigned error)
{
    return error == ER_TABLE_EXISTS_ERROR || error == ER_DUP_FIELDNAME || error == ER_DUP_KEYNAME ||
           error == ER_CANT_DROP_FIELD_OR_KEY;
}

static enum fault_code take(struct db *db, const char *holder)
{
    for (int waited = 0;; waited++) {
        int64_t changed = 0;
        enum fault_code rc =
            db_exec(db, &take_lease, &changed, NULL, ARGS(ARG(holder), ARG(holder)));
        if (rc || changed)
            return rc;
        if (waited == WAIT_SECONDS)
            return fail(db->fault, FAULT_LOCKED, T("Another migration is running."));
        clock_sleep_ms(1000);
    }
}

/* Statements end with a semicolon at a line's end. */
static enum fault_code run_statements(struct db *db, char *body)
{
    enum fault_code rc = FAULT_OK;
    for (char *next = body; !rc && *next;) {
        char *end = strstr(next, ";\n");
        if (end)
            *end = '\0';
        if (next[strspn(next, " \n")])
            rc = db_migrate_text(db, next);
        next = end ? end + 2 : next + strlen(next);
    }
    return rc;
}

/* number 0: the grants, which may change and are applied at each start, after all were revoked. */
static enum fault_code apply(struct db *db, int64_t number, const char *name, char *body,
                             migrate_say_fn *say)
{
    struct migration m;
    const char *checksum = secret_hash(db->arena, body);
    enum fault_code rc = db_one(db, &find, &m, ARGS(ARG(number)));
    bool begun = !rc;
    bool changed = begun && strcmp(m.checksum, checksum);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
    } else if (rc) {
        return rc;
    } else if (changed && number) {
        return fail(db->fault, FAULT_CONFLICT, T("Migration %s was changed after it was applied."),
                    name);
    } else if (!number) {
        rc = db_exec(db, &restart, NULL, NULL, ARGS(arg_text(checksum)));
        if (rc)
            return rc;
    } else if (m.done_at) {
        return FAULT_OK;
    }
    if (number || !begun || changed)
        say(name);
    rc = db_exec(db, &begin, NULL, NULL, ARGS(ARG(number), ARG(name), ARG(checksum)));
    if (!rc)
        rc = run_statements(db, body);
    if (rc && begun && already_there(db_errno(db))) {
        fault_clear(db->fault);
        rc = FAULT_OK;
    }
    if (rc)
        return fail(db->fault, rc, T("Migration %s failed with database error %u."), name,
                    db_errno(db));
    return db_exec(db, &done, NULL, NULL, ARGS(ARG(number)));
}

bool migrate_is_one(const char *name)
{
    size_t len = strlen(name);
    return strspn(name, "0123456789") == 4 && name[4] == '_' && len > 9 &&
           !strcmp(name + len - 4, ".sql");
}

static enum fault_code apply_file(struct db *db, const char *dir, const char *name,
                                  const char *holder, migrate_say_fn *say)
{
    char *body = NULL;
    long long number = 0;
    const char *path = arena_printf(db->arena, "%s/%s", dir, name);
    const char *digits = arena_strndup(db->arena, name, 4);
    enum fault_code rc = file_read(db->fault, db->arena, path, FILE_MAX, &body);
    if (!rc)
        rc = take(db, holder); /* renewed before each file */
    if (rc)
        return rc;
    if (!parse_i64(digits, 1, 9999, &number))
        number = 0;
    return apply(db, number, name, body, say);
}

static enum fault_code apply_all(struct db *db, const char *dir, const char *holder,
                                 migrate_say_fn *say)
{
    const char *const *names = NULL;
    size_t count = 0;
    enum fault_code rc = file_list(db->fault, db->arena, dir, migrate_is_one, &names, &count);
    if (!rc && !count)
        rc = fail(db->fault, FAULT_MISSING, T("There are no migrations in %s."), dir);
    for (size_t i = 0; !rc && i < count; i++)
        rc = apply_file(db, dir, names[i], holder, say);
    return rc ? rc : apply_file(db, dir, "grants.sql", holder, say);
}

enum fault_code migrate(struct db *db, const char *sql_dir, migrate_say_fn *say)
{
    const char *holder =
        arena_printf(db->arena, "%d-%s", (int)getpid(), secret_token(db->arena, 16));
    enum fault_code rc = db_migrate_text(db, table);
    if (!rc)
        rc = db_migrate_text(db, lease_table);
    if (!rc)
        rc = db_migrate_text(db, lease_row);
    if (!rc)
        rc = take(db, holder);
    if (rc)
        return rc;
    rc = apply_all(db, sql_dir, holder, say);
    struct fault first = *db->fault;
    enum fault_code freed = db_exec(db, &drop_lease, NULL, NULL, ARGS(ARG(holder)));
    if (rc)
        *db->fault = first;
    return rc ? rc : freed;
}
