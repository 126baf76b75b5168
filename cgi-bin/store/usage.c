/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0174. */
#include "store/usage.h"
#include "store/number.h"

static const struct field row_view[] = {
    I64(struct usage_row, id),
    I64(struct usage_row, customer_id),
    TEXT(struct usage_row, day),
    TEXT(struct usage_row, customer),
    I64(struct usage_row, machine_hours),
    I64(struct usage_row, running_hours),
    I64(struct usage_row, unknown_hours),
    I64(struct usage_row, vcpu_hours),
    BYTES(struct usage_row, memory_hours),
    BYTES(struct usage_row, disk_hours),
    BYTES(struct usage_row, rx_bytes),
    BYTES(struct usage_row, tx_bytes),
    FIELDS_END,
};

#define MORE(what) ", " what " = " what " + VALUES(" what ")"
QUERY(pending, DB_TASKD,
      "SELECT TIMESTAMPDIFF(HOUR, hour, NOW()) - 1 AS n FROM usage_hour FOR UPDATE", NUMBER_ROW);
/*
 * A machine counts in each hour that it was there in; it ran if it did at the hour's end. That is
 * how it is seen (2: runs, 0: nobody knows), if this is soon behind that end and its node answered
 * then. One that was deleted before that did not.
 */
#define SEEN_THEN                                                                                  \
    "(NOW() < h.hour + INTERVAL 150 MINUTE AND IF(vm.id IS NULL, "                                 \
    "COALESCE(life.gone_at < h.hour + INTERVAL 120 MINUTE, FALSE), vm.seen > 0 AND "               \
    "COALESCE(node.seen_at >= h.hour + INTERVAL 118 MINUTE, FALSE)))"
QUERY(count, DB_TASKD,
      "INSERT INTO usage_day (account_id, reseller_id, day, hour, machine_hours, running_hours, "
      "unknown_hours, vcpu_hours, memory_hours, disk_hours) "
      "SELECT life.account_id, life.reseller_id, "
      "DATE_FORMAT(h.hour + INTERVAL 1 HOUR, '%Y-%m-%d'), "
      "HOUR(h.hour + INTERVAL 1 HOUR), COUNT(*), "
      "SUM(" SEEN_THEN " AND COALESCE(vm.seen, 0) = 2), SUM(NOT " SEEN_THEN "), SUM(life.vcpu), "
      "SUM(life.memory), SUM(life.disk) FROM usage_hour AS h "
      "JOIN vm_life AS life ON life.made_at < h.hour + INTERVAL 2 HOUR "
      "AND (life.gone_at IS NULL OR life.gone_at >= h.hour + INTERVAL 1 HOUR) "
      "LEFT JOIN vm ON vm.id = life.vm_id LEFT JOIN node ON node.id = vm.node_id "
      "GROUP BY life.account_id, life.reseller_id "
      "ON DUPLICATE KEY UPDATE hour = VALUES(hour)" MORE("machine_hours") MORE("running_hours")
          MORE("unknown_hours") MORE("vcpu_hours") MORE("memory_hours") MORE("disk_hours"));
/* Looked for by a plain read: an UPDATE that asks vm locks each machine's row until it ends. */
QUERY(begin_lives, DB_TASKD,
      "INSERT IGNORE INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at) "
      "SELECT id, account_id, reseller_id, vcpu, memory, disk, made_at FROM vm "
      "WHERE made_at IS NOT NULL AND node_id IS NOT NULL "
      "AND NOT EXISTS (SELECT 1 FROM vm_life WHERE vm_id = vm.id)");
QUERY(over, DB_TASKD,
      "SELECT vm_id AS n FROM vm_life WHERE gone_at IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM vm WHERE vm.id = vm_id) LIMIT 1000",
      NUMBER_ROW);
QUERY(end_life, DB_TASKD,
      "UPDATE vm_life SET gone_at = NOW(6) WHERE vm_id = ? AND gone_at IS NULL");
QUERY(counted, DB_TASKD, "UPDATE usage_hour SET hour = hour + INTERVAL 1 HOUR");
QUERY(sweep_lives, DB_TASKD,
      "DELETE FROM vm_life WHERE gone_at < (SELECT hour - INTERVAL 1 DAY FROM usage_hour) "
      "LIMIT 1000");
QUERY(sweep, DB_TASKD,
      "DELETE FROM usage_day WHERE day < DATE_FORMAT(NOW() - INTERVAL 2 YEAR, '%Y-%m-%d') "
      "ORDER BY day LIMIT 1000");

#define COLUMNS                                                                                    \
    "usage_day.id, usage_day.account_id AS customer_id, usage_day.day, account.name AS customer, " \
    "usage_day.machine_hours, usage_day.running_hours, usage_day.unknown_hours, "                  \
    "usage_day.vcpu_hours, usage_day.memory_hours, usage_day.disk_hours, usage_day.rx_bytes, "     \
    "usage_day.tx_bytes "
#define JOINS "JOIN account ON account.id = usage_day.account_id "
QUERY(own_page, DB_API_READER,
      "SELECT " COLUMNS "FROM usage_day " JOINS "WHERE usage_day.account_id = ? "
      "AND ? IN ('', usage_day.day) AND usage_day.id > ? ORDER BY usage_day.id "
      "LIMIT ? OFFSET ?",
      ROWS(struct usage_row, row_view));
QUERY(page, DB_API_READER,
      "SELECT " COLUMNS "FROM usage_day " JOINS "WHERE" OWNED_BY(
          "usage_day") "AND ? IN ('', usage_day.day) AND usage_day.id > ? ORDER BY usage_day.id "
                       "LIMIT ? OFFSET ?",
      ROWS(struct usage_row, row_view));

struct hour {
    bool more;
};

/* The hours and the mark that says which they were, or neither. */
static enum fault_code count_tx(struct db *db, void *ctx)
{
    struct hour *h = ctx;
    struct number n;
    enum fault_code rc = db_one(db, &pending, &n, NO_ARGS);
    if (rc)
        return rc;
    h->more = n.n > 1;
    if (n.n < 1)
        return FAULT_OK;
    rc = db_exec(db, &count, NULL, NULL, NO_ARGS);
    return rc ? rc : db_exec(db, &counted, NULL, NULL, NO_ARGS);
}

enum fault_code usage_mend_lives(struct db *db)
{
    struct list vms = { NULL, 0 };
    enum fault_code rc = db_exec(db, &begin_lives, NULL, NULL, NO_ARGS);
    if (!rc)
        rc = db_all(db, &over, &vms, NO_ARGS);
    const struct number *vm = vms.rows;
    for (int64_t i = 0; !rc && i < vms.count; i++)
        rc = db_exec(db, &end_life, NULL, NULL, ARGS(ARG(vm[i].n)));
    return rc;
}

enum fault_code usage_count(struct db *db, bool *more)
{
    struct hour h = { false };
    enum fault_code rc = db_tx(db, count_tx, NULL, &h);
    *more = !rc && h.more;
    return rc;
}

enum fault_code usage_sweep(struct db *db, int64_t *gone)
{
    int64_t lives = 0;
    enum fault_code rc = db_exec(db, &sweep, gone, NULL, NO_ARGS);
    if (!rc)
        rc = db_exec(db, &sweep_lives, &lives, NULL, NO_ARGS);
    *gone += lives;
    return rc;
}

enum fault_code usage_page(const struct db *db, const struct scope *who, const char *day,
                           int64_t behind, int64_t offset, int64_t limit, struct list *out)
{
    return db_all(db, &page, out, ARGS(OWNER(who), ARG(day), ARG(behind), ARG(limit), ARG(offset)));
}

enum fault_code usage_own_page(const struct db *db, int64_t account_id, const char *day,
                               int64_t behind, int64_t offset, int64_t limit, struct list *out)
{
    return db_all(db, &own_page, out,
                  ARGS(ARG(account_id), ARG(day), ARG(behind), ARG(limit), ARG(offset)));
}

#define FIGURES                                                                                    \
    { "machines", T("Machine hours"), COLUMN_NUMBER, .field = "machine_hours" },                   \
        { "running", T("Running hours"), COLUMN_NUMBER, .field = "running_hours" },                \
        { "unknown", T("Unknown hours"), COLUMN_NUMBER, .field = "unknown_hours" },                \
        { "vcpu", T("vCPU hours"), COLUMN_NUMBER, .field = "vcpu_hours" },                         \
        { "memory", T("Memory × hours"), COLUMN_BYTES, .field = "memory_hours" },                  \
        { "disk", T("Disk × hours"), COLUMN_BYTES, .field = "disk_hours" },                        \
        { "rx", T("Received"), COLUMN_BYTES, .field = "rx_bytes" },                                \
    {                                                                                              \
        "tx", T("Sent"), COLUMN_BYTES, .field = "tx_bytes"                                         \
    }

static const struct list_column columns[] = {
    { "day", T("Day"), COLUMN_TEXT, .sql = "usage_day.day", .ascii = true,
      .own_index = "by_reseller_day", .sorts = true },
    { "customer", T("Customer"), COLUMN_TEXT, .field = "customer" },
    FIGURES,
    { "id", T("Number"), COLUMN_NUMBER, .sql = "usage_day.id", .own_index = "by_reseller",
      .sorts = true },
};

LIST_NOUN(usage_noun, .name = "usage", .table = "usage_day", .columns = COLUMNS, .joins = JOINS,
          .row = row_view, .size = sizeof(struct usage_row), LIST_COLUMNS(columns), .resold = true,
          .by = "day", .down = true, .users = DB_MY_READER);

static const struct list_column own_columns[] = {
    { "day", T("Day"), COLUMN_TEXT, .sql = "usage_day.day", .ascii = true,
      .own_index = "by_account", .sorts = true, .own_unique = true },
    FIGURES,
};

LIST_NOUN(usage_own_noun, .name = "usage", .table = "usage_day", .columns = COLUMNS, .joins = JOINS,
          .row = row_view, .size = sizeof(struct usage_row), LIST_COLUMNS(own_columns), .by = "day",
          .down = true, .users = DB_MY_READER);
