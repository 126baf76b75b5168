/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are locked in the order of store/limit.h: accounts, then groups by their ids. */
#include "store/group.h"
#include "store/number.h"

#define GROUP_COLUMNS                                                                              \
    "account_group.id, account_group.name, account_group.vm_limit, account_group.running_limit, "  \
    "account_group.vcpu_limit, account_group.memory_limit, account_group.disk_limit, "             \
    "account_group.ip_limit, account_group.traffic_limit, account_group.api_minute, "              \
    "account_group.vm_count, account_group.vcpu_count, account_group.memory_count, "               \
    "account_group.disk_count, account_group.ip_count, account_group.traffic_count, " COUNTED(     \
        "account WHERE account.group_id = account_group.id") " AS accounts, "                      \
                                                             "account_group.created_at"

static const struct field row_view[] = {
    I64(struct account_group, id),
    TEXT(struct account_group, name),
    I64(struct account_group, vm_limit),
    I64(struct account_group, running_limit),
    I64(struct account_group, vcpu_limit),
    BYTES(struct account_group, memory_limit),
    BYTES(struct account_group, disk_limit),
    I64(struct account_group, ip_limit),
    BYTES(struct account_group, traffic_limit),
    I64(struct account_group, api_minute),
    I64(struct account_group, vm_count),
    I64(struct account_group, vcpu_count),
    BYTES(struct account_group, memory_count),
    BYTES(struct account_group, disk_count),
    I64(struct account_group, ip_count),
    BYTES(struct account_group, traffic_count),
    I64(struct account_group, accounts, .max = COUNT_MOST),
    TIME(struct account_group, created_at),
    FIELDS_END,
};

const struct field group_form[] = {
    TEXT(struct account_group, name, .label = T("A name"), .required = true, .max = 100,
         .check = check_title),
    LIMIT_FIELDS(struct account_group),
    I64(struct account_group, api_minute, .max = LIMIT_MOST),
    FIELDS_END,
};

#define GROUP_ROW ROWS(struct account_group, row_view)
QUERY(add, DB_ADMIN | DB_CLI,
      "INSERT INTO account_group (name, vm_limit, running_limit, vcpu_limit, memory_limit, "
      "disk_limit, ip_limit, traffic_limit, api_minute) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
QUERY(change, DB_ADMIN | DB_CLI,
      "UPDATE account_group SET name = ?, vm_limit = ?, running_limit = ?, vcpu_limit = ?, "
      "memory_limit = ?, disk_limit = ?, ip_limit = ?, traffic_limit = ?, api_minute = ? WHERE id "
      "= ?");
QUERY(empty, DB_ADMIN | DB_CLI, "UPDATE account SET group_id = NULL WHERE group_id = ?");
QUERY(drop, DB_ADMIN | DB_CLI, "DELETE FROM account_group WHERE id = ?");
QUERY(by_id, DB_ADMIN | DB_ADMIN_READER | DB_CLI,
      "SELECT " GROUP_COLUMNS " FROM account_group WHERE id = ?", GROUP_ROW);
QUERY(names, DB_ADMIN | DB_ADMIN_READER,
      "SELECT id, name FROM account_group ORDER BY name LIMIT 1000", GROUP_ROW);
QUERY(lock, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT id, name, vm_limit, running_limit, vcpu_limit, memory_limit, disk_limit, ip_limit, "
      "traffic_limit, api_minute, vm_count, vcpu_count, memory_count, disk_count, ip_count, "
      "traffic_count FROM account_group "
      "WHERE id = ? FOR UPDATE",
      GROUP_ROW);
QUERY(count, DB_WEB_WRITERS | DB_CLI | DB_TASKD, LIMITS_COUNT("account_group"));
QUERY(count_traffic, DB_ADMIN | DB_CLI,
      "UPDATE account_group SET traffic_count = GREATEST(0, traffic_count + ?) WHERE id = ?");
QUERY(set, DB_ADMIN | DB_CLI, "UPDATE account SET group_id = NULLIF(?, 0) WHERE id = ?");

static enum fault_code missing(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such group.")) : rc;
}

static enum fault_code told(const struct db *db, enum fault_code rc, const struct account_group *g)
{
    if (rc == FAULT_UNIQUE)
        return fail_field(db->fault, rc, "name", T("There is a group named %s already."), g->name);
    return missing(db, rc);
}

enum fault_code group_add(struct db *db, const struct account_group *g, int64_t *id)
{
    enum fault_code rc = db_exec(db, &add, NULL, id,
                                 ARGS(ARG(g->name), ARG(g->vm_limit), ARG(g->running_limit),
                                      ARG(g->vcpu_limit), ARG(g->memory_limit), ARG(g->disk_limit),
                                      ARG(g->ip_limit), ARG(g->traffic_limit), ARG(g->api_minute)));
    return told(db, rc, g);
}

enum fault_code group_change(struct db *db, const struct account_group *g)
{
    enum fault_code rc =
        db_exec_one(db, &change, FAULT_MISSING,
                    ARGS(ARG(g->name), ARG(g->vm_limit), ARG(g->running_limit), ARG(g->vcpu_limit),
                         ARG(g->memory_limit), ARG(g->disk_limit), ARG(g->ip_limit),
                         ARG(g->traffic_limit), ARG(g->api_minute), ARG(g->id)));
    return told(db, rc, g);
}

/* Accounts first, as whoever reserves locks them. */
enum fault_code group_drop(struct db *db, int64_t id)
{
    enum fault_code rc = db_exec(db, &empty, NULL, NULL, ARGS(ARG(id)));
    if (!rc)
        rc = db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(id)));
    return missing(db, rc);
}

enum fault_code group_load_any(const struct db *db, int64_t id, struct account_group *out)
{
    return missing(db, db_one(db, &by_id, out, ARGS(ARG(id))));
}

enum fault_code group_names_any(const struct db *db, struct list *out)
{
    return db_all(db, &names, out, NO_ARGS);
}

enum fault_code group_lock_any(struct db *db, int64_t id, struct account_group *out)
{
    return missing(db, db_one(db, &lock, out, ARGS(ARG(id))));
}

enum fault_code group_count(struct db *db, int64_t id, const struct limit_need *n, int sign)
{
    return limits_count(db, &count, id, n, sign);
}

/* Both rows, the one with the smaller id first; 0: there is none. */
static enum fault_code lock_both(struct db *db, int64_t one, int64_t other)
{
    struct account_group g;
    int64_t first = one < other ? one : other;
    int64_t last = one < other ? other : one;
    enum fault_code rc = first ? group_lock_any(db, first, &g) : FAULT_OK;
    return rc || !last ? rc : group_lock_any(db, last, &g);
}

/* What it has sent this month goes with an account, too, and is counted anew with all others'. */
static enum fault_code count_all(struct db *db, int64_t id, const struct limit_need *had, int sign)
{
    enum fault_code rc = group_count(db, id, had, sign);
    return rc ? rc
              : db_exec(db, &count_traffic, NULL, NULL,
                        ARGS(arg_i64(sign * had->traffic), ARG(id)));
}

enum fault_code group_put(struct db *db, int64_t account_id, int64_t group_id)
{
    struct account a;
    enum fault_code rc = account_lock_any(db, account_id, &a);
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such account."));
    if (!rc && (a.level != ACCOUNT_CUSTOMER || a.resold))
        return fail_field(db->fault, FAULT_CONFLICT, "account",
                          T("%s is no customer of yours: groups have none but those."), a.name);
    if (rc || a.group_id == group_id)
        return rc;
    struct limit_need had = limits_had(&a);
    rc = lock_both(db, a.group_id, group_id);
    if (!rc && a.group_id)
        rc = count_all(db, a.group_id, &had, -1);
    if (!rc && group_id)
        rc = count_all(db, group_id, &had, 1);
    return rc ? rc : db_exec(db, &set, NULL, NULL, ARGS(ARG(group_id), ARG(account_id)));
}

/* --- the list --- */

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "account_group.name", .index = "by_name",
      .sorts = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "account_group.id", .index = "PRIMARY",
      .sorts = true },
    { "accounts", T("Accounts"), COLUMN_NUMBER, .sql = NULL },
    { "machines", T("Machines"), COLUMN_NUMBER, .field = "vm_count",
      .sql = "account_group.vm_count" },
    { "limit", T("At most"), COLUMN_NUMBER, .field = "vm_limit", .sql = "account_group.vm_limit" },
    { "running_limit", T("Running at most"), COLUMN_NUMBER, .sql = NULL },
    { "vcpu", T("vCPU"), COLUMN_NUMBER, .field = "vcpu_count", .sql = "account_group.vcpu_count" },
    { "vcpu_limit", T("vCPU at most"), COLUMN_NUMBER, .sql = NULL },
    { "memory", T("Memory"), COLUMN_BYTES, .field = "memory_count",
      .sql = "account_group.memory_count" },
    { "memory_limit", T("Memory at most"), COLUMN_BYTES, .sql = NULL },
    { "disk", T("Disk"), COLUMN_BYTES, .field = "disk_count", .sql = "account_group.disk_count" },
    { "disk_limit", T("Disk at most"), COLUMN_BYTES, .sql = NULL },
    { "ipv4", T("IPv4 addresses"), COLUMN_NUMBER, .field = "ip_count",
      .sql = "account_group.ip_count" },
    { "ipv4_limit", T("IPv4 addresses at most"), COLUMN_NUMBER, .field = "ip_limit" },
    { "traffic", T("Sent this month"), COLUMN_BYTES, .field = "traffic_count",
      .sql = "account_group.traffic_count" },
    { "traffic_limit", T("To be sent a month at most"), COLUMN_BYTES, .sql = NULL },
    { "api_minute", T("JSON requests a minute"), COLUMN_NUMBER, .sql = NULL },
    { "created", T("Made"), COLUMN_TIME, .field = "created_at", .sql = "account_group.created_at",
      .index = "by_created", .sorts = true },
};

LIST_NOUN(group_noun, .name = "group", .table = "account_group", .columns = GROUP_COLUMNS,
          .joins = "", .row = row_view, .size = sizeof(struct account_group), LIST_COLUMNS(columns),
          .global = true, .by = "name", .users = DB_ADMIN_READER | DB_CLI);
