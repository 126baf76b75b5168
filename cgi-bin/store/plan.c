/* SPDX-License-Identifier: Apache-2.0 */
/* Plans are the provider's and the same for all, so they have no scope yet. */
#include "store/plan.h"

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
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT id, name, vcpu, memory, disk, traffic, price_hour, price_month, currency, retired_at " \
    "FROM plan "

QUERY(add, DB_CLI,
      "INSERT INTO plan (name, vcpu, memory, disk, traffic, price_hour, price_month, currency) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
QUERY(by_id, DB_WEB | DB_CLI, COLUMNS "WHERE id = ?", ROWS(struct plan, plan_view));
QUERY(all, DB_WEB | DB_CLI,
      COLUMNS "WHERE retired_at IS NULL OR ? ORDER BY price_month, memory, id LIMIT 1000",
      ROWS(struct plan, plan_view));

enum fault_code plan_add(struct db *db, const struct plan *p, int64_t *id)
{
    enum fault_code rc =
        db_exec(db, &add, NULL, id,
                ARGS(ARG(p->name), ARG(p->vcpu), ARG(p->memory), ARG(p->disk), ARG(p->traffic),
                     ARG(p->price_hour), ARG(p->price_month), ARG(p->currency)));
    if (rc == FAULT_UNIQUE)
        return fail_field(db->fault, rc, "name", T("There is a plan named %s already."), p->name);
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
