/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0165, 0166. */
#include "store/resold_plan.h"
#include "store/number.h"
#include "store/plan_noun.h"
#include "store/plan_rows.h"

#define SAID                                                                                       \
    TEXT(struct resold_plan, name, .label = T("A name"), .required = true, .min = 1,               \
         .max = PLAN_NAME, .check = check_title),                                                  \
        MONEY(struct resold_plan, price_month, .label = T("A price"), .required = true, .min = 0,  \
              .max = PLAN_PRICE_MOST),                                                             \
        MONEY(struct resold_plan, price_hour, .min = 0, .max = PLAN_PRICE_MOST),                   \
        TEXT(struct resold_plan, currency, .max = 3, .check = check_currency)

const struct field resold_plan_form[] = {
    I64(struct resold_plan, base_id, .label = T("A plan"), .required = true, .min = 1,
        .max = INT64_MAX),
    SAID,
    FIELDS_END,
};
const struct field resold_plan_change_form[] = { SAID, FIELDS_END };

#define WRITERS (DB_MY | DB_API)
#define READERS (WRITERS | DB_MY_READER | DB_API_READER)
#define OWN "plan.reseller_id > 0 AND ? IN (" SCOPE_ANY_SQL ", plan.reseller_id) "

QUERY(lock_base, WRITERS,
      PLAN_COLUMNS "WHERE plan.id = ? AND plan.reseller_id = 0 AND plan.retired_at IS NULL "
                   "FOR UPDATE",
      ROWS(struct plan, plan_view));
QUERY(add, WRITERS,
      "INSERT INTO resold_plan (reseller_id, base_id, name, vcpu, memory, disk, traffic, "
      "price_hour, price_month, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
QUERY(by_id, READERS, PLAN_COLUMNS "WHERE plan.id = ? AND " OWN, ROWS(struct plan, plan_view));
QUERY(by_name, WRITERS, PLAN_COLUMNS "WHERE plan.name = ? AND " OWN "LIMIT 1",
      ROWS(struct plan, plan_view));
QUERY(change, WRITERS,
      "UPDATE resold_plan SET name = ?, price_hour = ?, price_month = ?, currency = ? "
      "WHERE id = ? AND reseller_id = ?");
QUERY(retire, WRITERS,
      "UPDATE resold_plan SET retired_at = IF(?, COALESCE(retired_at, NOW(6)), NULL) "
      "WHERE id = ? AND reseller_id = ?");
QUERY(all, DB_API_READER, PLAN_COLUMNS "WHERE " OWN "ORDER BY plan.id LIMIT 1000",
      ROWS(struct plan, plan_view));
QUERY(bases, READERS,
      PLAN_COLUMNS "WHERE plan.reseller_id = 0 AND NOT plan.retired "
                   "ORDER BY price_month, memory, id LIMIT 1000",
      ROWS(struct plan, plan_view));

static enum fault_code none_here(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such plan here.")) : rc;
}

static enum fault_code taken(struct db *db, enum fault_code rc, const char *name)
{
    if (rc != FAULT_UNIQUE)
        return rc;
    return fail_field(db->fault, rc, "name", T("There is a plan named %s already."), name);
}

/* What was left out. */
static struct resold_plan complete(const struct resold_plan *in)
{
    struct resold_plan p = *in;
    if (!p.price_hour)
        p.price_hour = plan_hour_of(p.price_month);
    if (!p.currency || !*p.currency)
        p.currency = "EUR";
    return p;
}

/* The base stays locked, so that it is not changed or retired meanwhile. */
enum fault_code resold_plan_add(struct db *db, const struct scope *who,
                                const struct resold_plan *in, int64_t *id)
{
    struct resold_plan p = complete(in);
    struct plan base;
    enum fault_code rc = db_one(db, &lock_base, &base, ARGS(ARG(p.base_id)));
    if (rc == FAULT_MISSING)
        return fail_field(db->fault, FAULT_INVALID, "base_id", T("This plan is not sold."));
    if (!rc)
        rc = db_exec(db, &add, NULL, id,
                     ARGS(ARG(who->reseller), ARG(base.id), ARG(p.name), ARG(base.vcpu),
                          ARG(base.memory), ARG(base.disk), ARG(base.traffic), ARG(p.price_hour),
                          ARG(p.price_month), ARG(p.currency)));
    return taken(db, rc, p.name);
}

enum fault_code resold_plan_load(const struct db *db, const struct scope *who, int64_t id,
                                 struct plan *out)
{
    return none_here(db, db_one(db, &by_id, out, ARGS(ARG(id), ARG(who->reseller))));
}

enum fault_code resold_plan_by_name(const struct db *db, const struct scope *who, const char *name,
                                    struct plan *out)
{
    return none_here(db, db_one(db, &by_name, out, ARGS(ARG(name), ARG(who->reseller))));
}

enum fault_code resold_plan_change(struct db *db, const struct scope *who, int64_t id,
                                   const struct resold_plan *in)
{
    struct resold_plan p = complete(in);
    enum fault_code rc = db_exec_one(db, &change, FAULT_MISSING,
                                     ARGS(ARG(p.name), ARG(p.price_hour), ARG(p.price_month),
                                          ARG(p.currency), ARG(id), ARG(who->reseller)));
    return taken(db, none_here(db, rc), p.name);
}

enum fault_code resold_plan_retire(struct db *db, const struct scope *who, int64_t id, bool retired)
{
    struct plan plan = { .id = 0 };
    enum fault_code rc = db_exec_one(db, &retire, FAULT_MISSING,
                                     ARGS(arg_i64(retired), ARG(id), ARG(who->reseller)));
    if (!rc && !retired)
        rc = resold_plan_load(db, who, id, &plan);
    if (!rc && !retired && plan.retired_at)
        return fail(db->fault, FAULT_CONFLICT,
                    T("Your provider does not sell the plan any more that %s is made of."),
                    plan.name);
    return none_here(db, rc);
}

enum fault_code resold_plan_list(const struct db *db, const struct scope *who, struct list *out)
{
    return db_all(db, &all, out, ARGS(ARG(who->reseller)));
}

enum fault_code resold_plan_bases(const struct db *db, struct list *out)
{
    return db_all(db, &bases, out, NO_ARGS);
}

/* --- the list --- */

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "plan.name", .own_index = "by_reseller_name",
      .sorts = true, .own_unique = true },
    { "state", T("State"), COLUMN_WORD, .sql = "plan.retired", .own_index = "by_reseller_retired",
      .then = "name", .words = plan_state_words, .word_count = PLAN_STATES },
    { "base", T("Made of"), COLUMN_TEXT, .sql = NULL },
    { "vcpu", T("vCPU"), COLUMN_NUMBER, .sql = "plan.vcpu" },
    { "memory", T("Memory"), COLUMN_BYTES, .sql = "plan.memory" },
    { "disk", T("Disk"), COLUMN_BYTES, .sql = "plan.disk" },
    { "traffic", T("Traffic"), COLUMN_BYTES, .sql = "plan.traffic" },
    { "price", T("Price a month"), COLUMN_MONEY, .field = "price_month", .sql = "plan.price_month",
      .own_index = "by_reseller_price", .sorts = true },
    { "hour", T("Price an hour"), COLUMN_MONEY, .field = "price_hour", .sql = "plan.price_hour" },
    { "currency", T("Currency"), COLUMN_TEXT, .sql = NULL },
    { "machines", T("Machines"), COLUMN_NUMBER, .sql = NULL },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "plan.id", .own_index = "by_reseller",
      .sorts = true },
};

LIST_NOUN(resold_plan_noun, .name = "plan", .table = "plan",
          .columns = "plan.id, plan.name, plan.retired AS state, base.name AS base, plan.vcpu, "
                     "plan.memory, plan.disk, plan.traffic, plan.price_month, plan.price_hour, "
                     "plan.currency, plan.retired_at, " COUNTED(
                         "vm WHERE vm.plan_id = plan.id") " AS machines",
          .joins = "JOIN plan AS base ON base.id = plan.base_id", .where = "plan.reseller_id > 0",
          .row = plan_row_view, .size = sizeof(struct plan_row), LIST_COLUMNS(columns),
          .resold = true, .by = "price", .users = DB_MY_READER | DB_API_READER);
