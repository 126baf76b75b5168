/* SPDX-License-Identifier: Apache-2.0 */
#include "store/traffic.h"
#include "store/number.h"
#include "store/outbox.h"

static const struct field mark_view[] = {
    I64(struct traffic_mark, vm_id),       I64(struct traffic_mark, unit),
    BOOL(struct traffic_mark, known),      I64(struct traffic_mark, run),
    I64(struct traffic_mark, cpu),         BYTES(struct traffic_mark, in_bytes),
    BYTES(struct traffic_mark, out_bytes), FIELDS_END,
};
static const struct field month_view[] = {
    BYTES(struct traffic_month, in_bytes),
    BYTES(struct traffic_month, out_bytes),
    BYTES(struct traffic_month, included),
    FIELDS_END,
};

/* the subquery locks no machine's row */
QUERY(marks, DB_COLLECTOR,
      "SELECT vm_id, unit, run IS NOT NULL AS known, COALESCE(run, 0) AS run, cpu, in_bytes, "
      "out_bytes FROM vm_traffic WHERE vm_id IN (SELECT id FROM vm WHERE node_id = ?) "
      "ORDER BY vm_id, unit FOR UPDATE",
      ROWS(struct traffic_mark, mark_view));
QUERY(save_mark, DB_COLLECTOR,
      "INSERT INTO vm_traffic (vm_id, unit, run, cpu, in_bytes, out_bytes) "
      "VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE run = VALUES(run), cpu = VALUES(cpu), "
      "in_bytes = VALUES(in_bytes), out_bytes = VALUES(out_bytes)");
QUERY(save_day, DB_COLLECTOR,
      "INSERT INTO traffic_day (vm_id, day, account_id, reseller_id, in_bytes, out_bytes) "
      "VALUES (?, DATE(FROM_UNIXTIME(?)), ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
      "in_bytes = in_bytes + VALUES(in_bytes), out_bytes = out_bytes + VALUES(out_bytes)");
QUERY(month, DB_MY_READER | DB_ADMIN_READER,
      "SELECT COALESCE(SUM(traffic_day.in_bytes), 0) AS in_bytes, "
      "COALESCE(SUM(traffic_day.out_bytes), 0) AS out_bytes, plan.traffic AS included "
      "FROM vm JOIN plan ON plan.id = vm.plan_id LEFT JOIN traffic_day "
      "ON traffic_day.vm_id = vm.id AND day >= DATE_FORMAT(NOW(), '%Y-%m-01') "
      "WHERE vm.id = ? AND" OWNED_BY("vm") "GROUP BY vm.id",
      ROWS(struct traffic_month, month_view));

QUERY(sum_days, DB_TASKD,
      "INSERT INTO usage_day (account_id, reseller_id, day, hour, machine_hours, running_hours, "
      "vcpu_hours, memory_hours, disk_hours, rx_bytes, tx_bytes) "
      "SELECT account_id, reseller_id, DATE_FORMAT(day, '%Y-%m-%d'), 0, 0, 0, 0, 0, 0, "
      "SUM(in_bytes), SUM(out_bytes) FROM traffic_day "
      "WHERE day >= (SELECT DATE(hour - INTERVAL 1 DAY) FROM usage_hour) "
      "GROUP BY day, account_id, reseller_id "
      "ON DUPLICATE KEY UPDATE rx_bytes = VALUES(rx_bytes), tx_bytes = VALUES(tx_bytes)");
QUERY(sweep_days, DB_TASKD,
      "DELETE FROM traffic_day WHERE day < DATE(NOW() - INTERVAL 100 DAY) ORDER BY day LIMIT 1000");
/* Looked for by itself: a DELETE that asks vm locks each machine's row until it ends. */
QUERY(gone_vms, DB_TASKD,
      "SELECT DISTINCT vm_id AS n FROM vm_traffic WHERE NOT EXISTS "
      "(SELECT 1 FROM vm WHERE vm.id = vm_id) LIMIT 1000",
      NUMBER_ROW);
QUERY(drop_marks, DB_TASKD, "DELETE FROM vm_traffic WHERE vm_id = ?");

enum fault_code traffic_marks_any(struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &marks, out, ARGS(ARG(node_id)));
}

/* Puts `count` numbers as one row; returns the place of the next. */
static struct cell *put(struct cell *at, const int64_t *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        at[i].i = value[i];
    return at + count;
}

enum fault_code traffic_save(struct db *db, int64_t at, const struct traffic_grown *row,
                             size_t count)
{
    enum { ARGS_OF_ROW = 6 };
    struct cell *marks_of = arena_array(db->arena, count * ARGS_OF_ROW + 1, sizeof(*marks_of));
    struct cell *days = arena_array(db->arena, count * ARGS_OF_ROW + 1, sizeof(*days));
    struct cell *mark = marks_of;
    struct cell *day = days;
    size_t grown = 0;
    for (size_t i = 0; i < count; i++) {
        const struct traffic_mark *m = &row[i].mark;
        const int64_t of_mark[ARGS_OF_ROW] = { m->vm_id, m->unit,     m->run,
                                               m->cpu,   m->in_bytes, m->out_bytes };
        const int64_t of_day[ARGS_OF_ROW] = { m->vm_id,          at,
                                              row[i].account_id, row[i].reseller_id,
                                              row[i].in_bytes,   row[i].out_bytes };
        mark = put(mark, of_mark, ARGS_OF_ROW);
        if (!row[i].in_bytes && !row[i].out_bytes)
            continue;
        day = put(day, of_day, ARGS_OF_ROW);
        grown++;
    }
    enum fault_code rc = db_exec_rows(db, &save_mark, marks_of, ARGS_OF_ROW, count);
    return rc ? rc : db_exec_rows(db, &save_day, days, ARGS_OF_ROW, grown);
}

enum fault_code traffic_month(const struct db *db, const struct scope *who, int64_t vm_id,
                              struct traffic_month *out)
{
    return db_one(db, &month, out, ARGS(ARG(vm_id), OWNER(who)));
}

enum fault_code traffic_sum(struct db *db)
{
    return db_exec(db, &sum_days, NULL, NULL, NO_ARGS);
}

enum fault_code traffic_sweep(struct db *db, int64_t *gone)
{
    struct list vms = { NULL, 0 };
    enum fault_code rc = db_exec(db, &sweep_days, gone, NULL, NO_ARGS);
    if (!rc)
        rc = db_all(db, &gone_vms, &vms, NO_ARGS);
    const struct number *vm = vms.rows;
    for (int64_t i = 0; !rc && i < vms.count; i++)
        rc = db_exec(db, &drop_marks, NULL, NULL, ARGS(ARG(vm[i].n)));
    *gone += vms.count;
    return rc;
}

/* --- months of accounts --- */

struct sent {
    int64_t account_id;
    int64_t reseller_id;
    int64_t most;
    int64_t had;  /* when it was looked at last */
    int64_t has;  /* this month */
    int64_t told; /* percent */
    int64_t reached;
};
static const struct field sent_view[] = {
    I64(struct sent, account_id),
    I64(struct sent, reseller_id),
    I64(struct sent, most),
    I64(struct sent, had),
    I64(struct sent, has),
    I64(struct sent, told),
    FIELDS_END,
};
struct reader {
    int64_t id;
    const char *email;
};
static const struct field reader_view[] = { I64(struct reader, id), TEXT(struct reader, email),
                                            FIELDS_END };

#define MONTH_OF(whose)                                                                            \
    "(SELECT COALESCE(SUM(tx_bytes), 0) FROM usage_day WHERE usage_day." whose " = account.id "    \
    "AND day >= DATE_FORMAT(NOW(), '%Y-%m-01'))"
QUERY(months, DB_TASKD,
      "SELECT id AS account_id, reseller_id, traffic_limit AS most, traffic_count AS had, "
      "IF(level = 1, " MONTH_OF("reseller_id") ", " MONTH_OF(
          "account_id") ") AS has, "
                        "traffic_told AS told FROM account WHERE id > ? ORDER BY id LIMIT ?",
      ROWS(struct sent, sent_view));
QUERY(set_sent, DB_TASKD, "UPDATE account SET traffic_count = ?, traffic_told = ? WHERE id = ?");
/* whom it keeps from creating a machine */
QUERY(readers, DB_TASKD,
      "SELECT user.id, email FROM member JOIN user ON user.id = member.user_id AND NOT disabled "
      "AND NOT invited JOIN role_permission ON role_permission.role_id = member.role_id AND "
      "permission = 'vm_create' WHERE member.account_id = ? ORDER BY user.id LIMIT 100",
      ROWS(struct reader, reader_view));

static enum fault_code mail(struct db *db, const struct sent *s)
{
    struct list people;
    enum fault_code rc = db_all(db, &readers, &people, ARGS(ARG(s->account_id)));
    const struct reader *r = rc ? NULL : people.rows;
    for (int64_t i = 0; !rc && i < people.count; i++) {
        struct outbox_new m = {
            MAIL_TRAFFIC,
            s->account_id,
            s->reseller_id,
            r[i].id,
            r[i].email,
            arena_printf(db->arena, "{\"percent\":%lld,\"most\":%lld,\"has\":%lld}",
                         (long long)s->reached, (long long)s->most, (long long)s->has)
        };
        rc = outbox_add(db, &m, NULL);
    }
    return rc;
}

struct telling {
    const struct sent *row;
    size_t count;
};

static enum fault_code tell_tx(struct db *db, void *ctx)
{
    enum { ARGS_OF_ROW = 3 };
    const struct telling *t = ctx;
    struct cell *cells = arena_array(db->arena, t->count * ARGS_OF_ROW, sizeof(*cells));
    struct cell *at = cells;
    for (size_t i = 0; i < t->count; i++) {
        const int64_t of_row[ARGS_OF_ROW] = { t->row[i].has, t->row[i].reached,
                                              t->row[i].account_id };
        at = put(at, of_row, ARGS_OF_ROW);
    }
    enum fault_code rc = db_exec_rows(db, &set_sent, cells, ARGS_OF_ROW, t->count);
    for (size_t i = 0; !rc && i < t->count; i++)
        if (t->row[i].reached > t->row[i].told)
            rc = mail(db, &t->row[i]);
    return rc;
}

/* Read by itself: an UPDATE that asks account locks each of the group's rows until it ends. */
struct group_sent {
    int64_t id;
    int64_t has;
};
static const struct field group_sent_view[] = { I64(struct group_sent, id),
                                                I64(struct group_sent, has), FIELDS_END };
QUERY(groups, DB_TASKD,
      "SELECT account_group.id, COALESCE(SUM(account.traffic_count), 0) AS has FROM account_group "
      "LEFT JOIN account ON account.group_id = account_group.id GROUP BY account_group.id "
      "HAVING has <> MAX(account_group.traffic_count) LIMIT 1000",
      ROWS(struct group_sent, group_sent_view));
QUERY(set_group_sent, DB_TASKD, "UPDATE account_group SET traffic_count = ? WHERE id = ?");

/* A thousand that have changed; the others of as many follow with the next look. */
static enum fault_code tell_groups(struct db *db)
{
    enum { ARGS_OF_ROW = 2 };
    struct list rows = { NULL, 0 };
    enum fault_code rc = db_all(db, &groups, &rows, NO_ARGS);
    const struct group_sent *g = rows.rows;
    struct cell *cells =
        arena_array(db->arena, (size_t)rows.count * ARGS_OF_ROW + 1, sizeof(*cells));
    struct cell *at = cells;
    for (int64_t i = 0; i < rows.count; i++) {
        const int64_t of_row[ARGS_OF_ROW] = { g[i].has, g[i].id };
        at = put(at, of_row, ARGS_OF_ROW);
    }
    return rc ? rc : db_exec_rows(db, &set_group_sent, cells, ARGS_OF_ROW, (size_t)rows.count);
}

/* The part of its limit that a mail tells of. */
static int64_t reached_of(const struct sent *s)
{
    if (!s->most || s->has < s->most - s->most / 5)
        return 0;
    return s->has < s->most ? 80 : 100;
}

static enum fault_code tell_page(struct db *db, int64_t *behind, int64_t *count)
{
    struct list page = { NULL, 0 };
    enum fault_code rc = db_all(db, &months, &page, ARGS(ARG(*behind), arg_i64(TRAFFIC_ACCOUNTS)));
    const struct sent *s = page.rows;
    struct sent *changed = arena_array(db->arena, TRAFFIC_ACCOUNTS, sizeof(*changed));
    struct telling t = { changed, 0 };
    for (int64_t i = 0; !rc && i < page.count; i++) {
        struct sent one = s[i];
        one.reached = reached_of(&one);
        if (one.has != one.had || one.reached != one.told)
            changed[t.count++] = one;
        *behind = one.account_id;
    }
    *count = page.count;
    return rc || !t.count ? rc : db_tx(db, tell_tx, NULL, &t);
}

/* All of them each time, however many: a page of accounts has an arena of its own. */
enum fault_code traffic_tell(struct db *db)
{
    OWNED(arena_drop) struct arena *page = arena_new();
    struct db own = *db;
    int64_t behind = 0;
    int64_t count = TRAFFIC_ACCOUNTS;
    enum fault_code rc = FAULT_OK;
    own.arena = page;
    while (!rc && count == TRAFFIC_ACCOUNTS) {
        rc = tell_page(&own, &behind, &count);
        arena_reset(page);
    }
    return rc ? rc : tell_groups(&own);
}
