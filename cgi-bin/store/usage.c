/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0174. */
#include "store/usage.h"

static const struct field row_view[] = {
    I64(struct usage_row, id),
    I64(struct usage_row, customer_id),
    TEXT(struct usage_row, day),
    TEXT(struct usage_row, customer),
    I64(struct usage_row, machine_hours),
    I64(struct usage_row, running_hours),
    I64(struct usage_row, vcpu_hours),
    BYTES(struct usage_row, memory_hours),
    BYTES(struct usage_row, disk_hours),
    FIELDS_END,
};

#define MORE(what) what " = " what " + IF(usage_day.hour < VALUES(hour), VALUES(" what "), 0), "
/* seen 2: running; `hour` is set last, since assignments are made in their order */
QUERY(count, DB_TASKD,
      "INSERT INTO usage_day (account_id, reseller_id, day, hour, machine_hours, running_hours, "
      "vcpu_hours, memory_hours, disk_hours) "
      "SELECT account_id, reseller_id, DATE_FORMAT(NOW(), '%Y-%m-%d'), HOUR(NOW()), COUNT(*), "
      "SUM(seen = 2), SUM(vcpu), SUM(memory), SUM(disk) FROM vm "
      "WHERE node_id IS NOT NULL AND made_at IS NOT NULL GROUP BY account_id, reseller_id "
      "ON DUPLICATE KEY UPDATE " MORE("machine_hours") MORE("running_hours") MORE("vcpu_hours")
          MORE("memory_hours") MORE("disk_hours") "hour = GREATEST(usage_day.hour, VALUES(hour))");
QUERY(sweep, DB_TASKD,
      "DELETE FROM usage_day WHERE day < DATE_FORMAT(NOW() - INTERVAL 2 YEAR, '%Y-%m-%d') "
      "ORDER BY day LIMIT 1000");

#define COLUMNS                                                                                    \
    "usage_day.id, usage_day.account_id AS customer_id, usage_day.day, account.name AS customer, " \
    "usage_day.machine_hours, usage_day.running_hours, usage_day.vcpu_hours, "                     \
    "usage_day.memory_hours, usage_day.disk_hours "
#define JOINS "JOIN account ON account.id = usage_day.account_id "
QUERY(page, DB_API_READER,
      "SELECT " COLUMNS "FROM usage_day " JOINS "WHERE" OWNED_BY("usage_day")
          "AND ? IN ('', usage_day.day) AND usage_day.id > ? ORDER BY usage_day.id "
          "LIMIT ? OFFSET ?",
      ROWS(struct usage_row, row_view));

enum fault_code usage_count(struct db *db)
{
    return db_exec(db, &count, NULL, NULL, NO_ARGS);
}

enum fault_code usage_sweep(struct db *db, int64_t *gone)
{
    return db_exec(db, &sweep, gone, NULL, NO_ARGS);
}

enum fault_code usage_page(const struct db *db, const struct scope *who, const char *day,
                           int64_t behind, int64_t offset, int64_t limit, struct list *out)
{
    return db_all(db, &page, out, ARGS(OWNER(who), ARG(day), ARG(behind), ARG(limit), ARG(offset)));
}

static const struct list_column columns[] = {
    { "day", T("Day"), COLUMN_TEXT, .sql = "usage_day.day", .ascii = true,
      .own_index = "by_reseller_day", .sorts = true },
    { "customer", T("Customer"), COLUMN_TEXT, .field = "customer" },
    { "machines", T("Machine hours"), COLUMN_NUMBER, .field = "machine_hours" },
    { "running", T("Running hours"), COLUMN_NUMBER, .field = "running_hours" },
    { "vcpu", T("vCPU hours"), COLUMN_NUMBER, .field = "vcpu_hours" },
    { "memory", T("Memory × hours"), COLUMN_BYTES, .field = "memory_hours" },
    { "disk", T("Disk × hours"), COLUMN_BYTES, .field = "disk_hours" },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "usage_day.id", .own_index = "by_reseller",
      .sorts = true },
};

LIST_NOUN(usage_noun, .name = "usage", .table = "usage_day", .columns = COLUMNS, .joins = JOINS,
          .row = row_view, .size = sizeof(struct usage_row), LIST_COLUMNS(columns), .resold = true,
          .by = "day", .down = true, .users = DB_MY_READER);
