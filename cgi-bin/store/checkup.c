/* SPDX-License-Identifier: Apache-2.0 */
/* One look at the tables, and two lists that are held against files of sql/. */
#include "store/checkup.h"
#include <ctype.h>
#include <string.h>
#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "store/migrate.h"

enum { FILE_MAX = 256 * 1024, SAID_MAX = 600, RIGHTS_MOST = 4000 };

static const struct field checkup_view[] = {
    TIME(struct checkup, now),
    I64(struct checkup, taskd_age),
    I64(struct checkup, watcher_age),
    I64(struct checkup, nodes),
    TEXT(struct checkup, silent),
    I64(struct checkup, unmeasured),
    TEXT(struct checkup, unlooked),
    TEXT(struct checkup, clocks),
    TEXT(struct checkup, rootly),
    TEXT(struct checkup, unguarded),
    TEXT(struct checkup, versions),
    I64(struct checkup, mails),
    I64(struct checkup, mail_age),
    I64(struct checkup, failed_mails),
    I64(struct checkup, lock_age),
    I64(struct checkup, lock_task),
    TEXT(struct checkup, hosts),
    TEXT(struct checkup, hosts_asked),
    I64(struct checkup, queued_age),
    FIELDS_END,
};

#define NODES_THAT(what, condition)                                                                \
    "(SELECT COALESCE(GROUP_CONCAT(" what " ORDER BY name SEPARATOR ', '), '') FROM node "         \
    "WHERE state = 1 AND " condition ") "

QUERY(look, DB_OWNER,
      "SELECT NOW(6) AS now, "
      "(SELECT COALESCE(TIMESTAMPDIFF(SECOND, MAX(beat_at), NOW(6)), -1) FROM heartbeat "
      "WHERE program = 'taskd') AS taskd_age, "
      "(SELECT COALESCE(TIMESTAMPDIFF(SECOND, MAX(beat_at), NOW(6)), -1) FROM heartbeat "
      "WHERE program = 'watcher') AS watcher_age, "
      "(SELECT COUNT(*) FROM node) AS nodes, "
      "(SELECT GROUP_CONCAT(name ORDER BY name SEPARATOR ', ') FROM node WHERE state <> 1 "
      "OR seen_at IS NULL OR seen_at <= NOW(6) - INTERVAL 60 SECOND) AS silent, "
      "(SELECT COUNT(*) FROM node LEFT JOIN node_load ON node_id = node.id "
      "WHERE created_at < NOW(6) - INTERVAL 180 SECOND "
      "AND (at IS NULL OR at < UNIX_TIMESTAMP() - 180)) AS unmeasured, "
      NODES_THAT("name", "COALESCE(looked_at, created_at) < NOW(6) - INTERVAL 30 MINUTE")
      "AS unlooked, "
      NODES_THAT("CONCAT(name, ' by ', ROUND(clock_ms / 1000, 1), ' s')", "ABS(clock_ms) >= 2000")
      "AS clocks, "
      NODES_THAT("name", "runs_as RLIKE '^[+]{0,1}(0|root):'") "AS rootly, "
      NODES_THAT("name", "looked_at IS NOT NULL AND guards NOT LIKE '%apparmor%' "
                 "AND guards NOT LIKE '%selinux%'") "AS unguarded, "
      "(SELECT IF(COUNT(DISTINCT version) > 1, "
      "GROUP_CONCAT(DISTINCT version ORDER BY version SEPARATOR '; '), '') FROM node "
      "WHERE version <> '') AS versions, "
      "(SELECT COUNT(*) FROM outbox WHERE state = 0) AS mails, "
      "(SELECT COALESCE(TIMESTAMPDIFF(SECOND, MIN(queued_at), NOW(6)), -1) FROM outbox "
      "WHERE state = 0) AS mail_age, "
      "(SELECT COUNT(*) FROM outbox WHERE state = 2) AS failed_mails, "
      "(SELECT COALESCE(TIMESTAMPDIFF(SECOND, MIN(started_at), NOW(6)), -1) FROM task_lock "
      "JOIN task ON task.id = task_id WHERE granted) AS lock_age, "
      "COALESCE((SELECT task_id FROM task_lock JOIN task ON task.id = task_id WHERE granted "
      "ORDER BY started_at, task_id LIMIT 1), 0) AS lock_task, "
      "(SELECT COALESCE(GROUP_CONCAT(host ORDER BY host SEPARATOR ' '), '') FROM brand) AS hosts, "
      "(SELECT COALESCE(GROUP_CONCAT(DISTINCT host_asked ORDER BY host_asked SEPARATOR ' '), '') "
      "FROM brand WHERE host_asked <> '' AND host_asked <> COALESCE(host, '')) AS hosts_asked, "
      "(SELECT COALESCE(TIMESTAMPDIFF(SECOND, MIN(run_at), NOW(6)), -1) FROM task "
      "WHERE state = 0 AND run_at <= NOW(6)) AS queued_age",
      ROWS(struct checkup, checkup_view));

enum fault_code checkup_look(const struct db *db, struct checkup *out)
{
    return db_one(db, &look, out, NO_ARGS);
}

/* --- migrations --- */

struct applied {
    int64_t number;
    const char *checksum;
    bool whole;
};
static const struct field applied_view[] = {
    I64(struct applied, number),
    TEXT(struct applied, checksum),
    BOOL(struct applied, whole),
    FIELDS_END,
};
QUERY(applied, DB_OWNER,
      "SELECT number, checksum, done_at IS NOT NULL AS whole FROM migration ORDER BY number",
      ROWS(struct applied, applied_view));

static const struct applied *find_applied(const struct list *all, int64_t number)
{
    const struct applied *row = all->rows;
    for (int64_t i = 0; i < all->count; i++)
        if (row[i].number == number)
            return &row[i];
    return NULL;
}

enum fault_code checkup_migrations(const struct db *db, const char *sql_dir, int64_t *missing,
                                   const char **changed)
{
    const char *const *names = NULL;
    size_t count = 0;
    struct list all;
    struct text wrong;
    text_init(&wrong, db->arena, SAID_MAX);
    *missing = 0;
    enum fault_code rc = db_all(db, &applied, &all, NO_ARGS);
    if (!rc)
        rc = file_list(db->fault, db->arena, sql_dir, migrate_is_one, &names, &count);
    for (size_t i = 0; !rc && i < count; i++) {
        char *body = NULL;
        long long number = 0;
        const char *path = arena_printf(db->arena, "%s/%s", sql_dir, names[i]);
        rc = file_read(db->fault, db->arena, path, FILE_MAX, &body);
        if (rc || !parse_i64(arena_strndup(db->arena, names[i], 4), 1, 9999, &number))
            break;
        const struct applied *row = find_applied(&all, number);
        *missing += !row || !row->whole;
        if (row && strcmp(row->checksum, secret_hash(db->arena, body)))
            text_addf(&wrong, "%s%s", wrong.len ? ", " : "", names[i]);
    }
    *changed = text_str(&wrong);
    return rc;
}

/* --- rights: words such as "SELECT vm" and "UPDATE vm.name" --- */

struct right {
    const char *words;
};
static const struct field right_view[] = { TEXT(struct right, words), FIELDS_END };

/* Everybody may see his own. */
QUERY(rights, (1u << DB_USER_COUNT) - 1,
      "SELECT CONCAT(privilege_type, ' ', table_name) AS words "
      "FROM information_schema.table_privileges WHERE table_schema = DATABASE() UNION ALL "
      "SELECT CONCAT(privilege_type, ' ', table_name, '.', column_name) "
      "FROM information_schema.column_privileges WHERE table_schema = DATABASE()",
      ROWS(struct right, right_view));

struct rights {
    const char **at;
    size_t count;
};

static bool has(const struct rights *r, const char *words)
{
    for (size_t i = 0; i < r->count; i++)
        if (!strcmp(r->at[i], words))
            return true;
    return false;
}

static void add(struct rights *r, const char *words)
{
    if (r->count < RIGHTS_MOST && !has(r, words))
        r->at[r->count++] = words;
}

#define GAP " ,\n"

/* "SELECT (id, name), INSERT" of one table. */
static void add_verbs(struct arena *a, struct rights *r, const char *p, const char *end,
                      const char *table)
{
    while (p < end) {
        p += strspn(p, GAP);
        size_t len = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (!len || p >= end)
            return;
        const char *verb = arena_strndup(a, p, len);
        p += len;
        const char *open = p + strspn(p, GAP);
        if (*open != '(') {
            add(r, arena_printf(a, "%s %s", verb, table));
            continue;
        }
        for (p = open + 1; *p && *p != ')'; p += strspn(p, GAP)) {
            size_t name = strcspn(p, GAP ")");
            add(r, arena_printf(a, "%s %s.%.*s", verb, table, (int)name, p));
            p += name;
        }
        p += *p == ')';
    }
}

/* A statement "GRANT verbs ON table TO 'a'@'localhost', …" that names the user. */
static void add_statement(struct arena *a, struct rights *r, const char *sql, const char *user)
{
    const char *on = strstr(sql, " ON ");
    const char *to = on ? strstr(on, " TO ") : NULL;
    if (!to || !strstr(to, arena_printf(a, "'%s'@", user)) || !strncmp(on, " ON PROCEDURE", 13))
        return;
    add_verbs(a, r, sql, on, arena_strndup(a, on + 4, (size_t)(to - on - 4)));
}

static enum fault_code read_wanted(const struct db *db, const char *sql_dir, const char *user,
                                   struct rights *out)
{
    char *body = NULL;
    const char *path = arena_printf(db->arena, "%s/grants.sql", sql_dir);
    enum fault_code rc = file_read(db->fault, db->arena, path, FILE_MAX, &body);
    for (char *p = rc ? NULL : strstr(body, "GRANT "); p;) {
        char *end = strchr(p, ';');
        if (!end)
            break;
        *end = '\0';
        add_statement(db->arena, out, p + 6, user);
        p = strstr(end + 1, "GRANT ");
    }
    return rc;
}

static const char *those_without(struct arena *a, const struct rights *these,
                                 const struct rights *those)
{
    struct text t;
    text_init(&t, a, SAID_MAX);
    for (size_t i = 0; i < these->count; i++)
        if (!has(those, these->at[i]))
            text_addf(&t, "%s%s", t.len ? ", " : "", these->at[i]);
    return text_str(&t);
}

enum fault_code checkup_rights(const struct db *db, const char *sql_dir, const char *user,
                               const char **missing, const char **extra)
{
    struct list rows;
    struct rights has_now = { arena_array(db->arena, RIGHTS_MOST, sizeof(char *)), 0 };
    struct rights wanted = { arena_array(db->arena, RIGHTS_MOST, sizeof(char *)), 0 };
    enum fault_code rc = db_all(db, &rights, &rows, NO_ARGS);
    if (!rc)
        rc = read_wanted(db, sql_dir, user, &wanted);
    if (rc)
        return rc;
    const struct right *row = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        add(&has_now, row[i].words);
    *missing = those_without(db->arena, &wanted, &has_now);
    *extra = those_without(db->arena, &has_now, &wanted);
    return FAULT_OK;
}
