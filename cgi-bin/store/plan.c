/* SPDX-License-Identifier: Apache-2.0 */
/* The provider's, and what an account may choose from; a reseller's own are store/resold_plan.c. */
#include "store/plan.h"
#include "store/number.h"
#include "store/plan_rows.h"

const struct field plan_view[] = {
    I64(struct plan, id),
    TEXT(struct plan, name),
    I64(struct plan, vcpu),
    BYTES(struct plan, memory),
    BYTES(struct plan, disk),
    BYTES(struct plan, traffic),
    MONEY(struct plan, price_hour),
    MONEY(struct plan, price_month),
    TEXT(struct plan, currency),
    TIME(struct plan, retired_at),
    I64(struct plan, reseller_id),
    I64(struct plan, base_id),
    FIELDS_END,
};

const char *check_currency(const char *s)
{
    bool good = strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
    return good ? NULL : T("A currency is three capital letters, such as EUR.");
}

#define MIB ((int64_t)1 << 20)
#define TIB ((int64_t)1 << 40)

const struct field plan_form[] = {
    TEXT(struct plan, name, .label = T("A name"), .required = true, .min = 1, .max = PLAN_NAME,
         .check = check_title),
    I64(struct plan, vcpu, .label = T("A number of vCPU"), .required = true, .min = 1, .max = 256),
    BYTES(struct plan, memory, .label = T("Memory"), .required = true, .min = 64 * MIB,
          .max = 64 * TIB),
    BYTES(struct plan, disk, .label = T("Disk"), .required = true, .min = 64 * MIB,
          .max = 1024 * TIB),
    BYTES(struct plan, traffic, .min = 0, .max = 1024 * 1024 * TIB),
    MONEY(struct plan, price_month, .label = T("A price"), .required = true, .min = 0,
          .max = PLAN_PRICE_MOST),
    MONEY(struct plan, price_hour, .min = 0, .max = PLAN_PRICE_MOST),
    TEXT(struct plan, currency, .max = 3, .check = check_currency),
    FIELDS_END,
};

/* of whom the account buys */
#define SOLD_TO                                                                                    \
    "plan.reseller_id = (SELECT IF(account.resold, account.reseller_id, 0) FROM account "          \
    "WHERE account.id = ?) "

QUERY(add, DB_CLI | DB_ADMIN,
      "INSERT INTO plan (name, vcpu, memory, disk, traffic, price_hour, price_month, currency) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
QUERY(change, DB_ADMIN,
      "UPDATE plan SET name = ?, vcpu = ?, memory = ?, disk = ?, traffic = ?, price_hour = ?, "
      "price_month = ?, currency = ? WHERE id = ? AND reseller_id = 0");
QUERY(change_made_of, DB_ADMIN,
      "UPDATE plan SET vcpu = ?, memory = ?, disk = ?, traffic = ? WHERE base_id = ?");
QUERY(retire, DB_CLI | DB_ADMIN,
      "UPDATE plan SET retired_at = IF(?, COALESCE(retired_at, NOW(6)), NULL) "
      "WHERE id = ? AND reseller_id = 0");
QUERY(retire_made_of, DB_CLI | DB_ADMIN,
      "UPDATE plan SET base_retired_at = IF(?, COALESCE(base_retired_at, NOW(6)), NULL) "
      "WHERE base_id = ?");
QUERY(machines, DB_ADMIN_READER,
      "SELECT COUNT(*) AS n FROM (SELECT 1 FROM vm WHERE plan_id = ? LIMIT ?) AS some", NUMBER_ROW);
QUERY(by_id, DB_ADMIN | DB_ADMIN_READER | DB_CLI, PLAN_COLUMNS "WHERE plan.id = ?",
      ROWS(struct plan, plan_view));
#define CHEAPEST_FIRST "(NOT plan.retired OR ?) ORDER BY price_month, memory, id LIMIT 1000"
QUERY(all, DB_CLI, PLAN_COLUMNS "WHERE plan.reseller_id = 0 AND " CHEAPEST_FIRST,
      ROWS(struct plan, plan_view));
QUERY(sold, DB_WEB | DB_CLI, PLAN_COLUMNS "WHERE plan.id = ? AND " SOLD_TO,
      ROWS(struct plan, plan_view));
QUERY(everyones, DB_API | DB_API_READER, PLAN_COLUMNS "ORDER BY plan.id",
      ROWS(struct plan, plan_view));
QUERY(all_sold, DB_WEB, PLAN_COLUMNS "WHERE " SOLD_TO "AND " CHEAPEST_FIRST,
      ROWS(struct plan, plan_view));

enum { HOURS_A_MONTH = 730 };

int64_t plan_hour_of(int64_t price_month)
{
    return (price_month + HOURS_A_MONTH / 2) / HOURS_A_MONTH;
}

void plan_complete(struct plan *p)
{
    if (!p->traffic)
        p->traffic = TIB;
    if (!p->price_hour)
        p->price_hour = plan_hour_of(p->price_month);
    if (!p->currency || !*p->currency)
        p->currency = "EUR";
}

static enum fault_code taken(struct db *db, enum fault_code rc, const struct plan *p)
{
    if (rc != FAULT_UNIQUE)
        return rc;
    return fail_field(db->fault, rc, "name", T("There is a plan named %s already."), p->name);
}

static enum fault_code there_is_none(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such plan.")) : rc;
}

enum fault_code plan_add(struct db *db, const struct plan *p, int64_t *id)
{
    enum fault_code rc =
        db_exec(db, &add, NULL, id,
                ARGS(ARG(p->name), ARG(p->vcpu), ARG(p->memory), ARG(p->disk), ARG(p->traffic),
                     ARG(p->price_hour), ARG(p->price_month), ARG(p->currency)));
    return taken(db, rc, p);
}

enum fault_code plan_change(struct db *db, const struct plan *p)
{
    enum fault_code rc =
        db_exec_one(db, &change, FAULT_MISSING,
                    ARGS(ARG(p->name), ARG(p->vcpu), ARG(p->memory), ARG(p->disk), ARG(p->traffic),
                         ARG(p->price_hour), ARG(p->price_month), ARG(p->currency), ARG(p->id)));
    if (!rc)
        rc = db_exec(db, &change_made_of, NULL, NULL,
                     ARGS(ARG(p->vcpu), ARG(p->memory), ARG(p->disk), ARG(p->traffic), ARG(p->id)));
    return taken(db, there_is_none(db, rc), p);
}

enum fault_code plan_retire(struct db *db, int64_t id, bool retired)
{
    enum fault_code rc = db_exec_one(db, &retire, FAULT_MISSING, ARGS(arg_i64(retired), ARG(id)));
    if (!rc)
        rc = db_exec(db, &retire_made_of, NULL, NULL, ARGS(arg_i64(retired), ARG(id)));
    return there_is_none(db, rc);
}

enum fault_code plan_machines_any(const struct db *db, int64_t id, int64_t *count)
{
    struct number found;
    enum fault_code rc = db_one(db, &machines, &found, ARGS(ARG(id), arg_i64(COUNT_MOST + 1)));
    *count = found.n;
    return rc;
}

enum fault_code plan_load_any(const struct db *db, int64_t id, struct plan *out)
{
    return db_one(db, &by_id, out, ARGS(ARG(id)));
}

enum fault_code plan_list_any(const struct db *db, bool retired, struct list *out)
{
    return db_all(db, &all, out, ARGS(arg_i64(retired)));
}

enum fault_code plan_list_everyones(const struct db *db, struct list *out)
{
    return db_all(db, &everyones, out, NO_ARGS);
}

enum fault_code plan_load(const struct db *db, int64_t account_id, int64_t id, struct plan *out)
{
    return db_one(db, &sold, out, ARGS(ARG(id), ARG(account_id)));
}

enum fault_code plan_list(const struct db *db, int64_t account_id, bool retired, struct list *out)
{
    return db_all(db, &all_sold, out, ARGS(ARG(account_id), arg_i64(retired)));
}
