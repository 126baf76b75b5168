/* SPDX-License-Identifier: Apache-2.0 */
/* The account's row, locked, is what its limits are counted on: store/limit.c. */
#include "store/account.h"
#include "store/account_rows.h"
#include "store/number.h"

const struct field account_view[] = {
    I64(struct account, id),
    I64(struct account, reseller_id),
    I64(struct account, level),
    TEXT(struct account, name),
    BOOL(struct account, suspended),
    TEXT(struct account, suspended_why),
    TIME(struct account, closed_at),
    BOOL(struct account, erased),
    I64(struct account, vm_limit),
    I64(struct account, vm_count),
    I64(struct account, api_minute),
    I64(struct account, running_limit),
    I64(struct account, vcpu_limit),
    I64(struct account, vcpu_count),
    I64(struct account, memory_limit),
    I64(struct account, memory_count),
    I64(struct account, disk_limit),
    I64(struct account, disk_count),
    I64(struct account, ip_limit),
    I64(struct account, ip_count),
    I64(struct account, traffic_limit),
    I64(struct account, traffic_count),
    I64(struct account, group_id),
    BOOL(struct account, resold),
    TIME(struct account, created_at),
    FIELDS_END,
};

QUERY(add, DB_CLI | DB_ADMIN,
      "INSERT INTO account (reseller_id, level, name) "
      "SELECT id, 2, ? FROM account WHERE level = 0");
QUERY(add_registered, DB_SIGNIN,
      "INSERT INTO account (reseller_id, level, name, vm_limit) "
      "SELECT id, 2, ?, ? FROM account WHERE level = 0");
QUERY(add_provider, DB_CLI, "INSERT INTO account (reseller_id, level, name) VALUES (0, 0, ?)");
/* names that the provider tells apart: of his customers, of resellers, his own */
QUERY(taken, DB_CLI | DB_ADMIN,
      "SELECT COUNT(*) AS n FROM account JOIN account AS above ON above.id = account.reseller_id "
      "WHERE account.name = ? AND (account.level < 2 OR above.level = 0)",
      NUMBER_ROW);
QUERY(add_reseller, DB_CLI | DB_ADMIN,
      "INSERT INTO account (reseller_id, level, name) VALUES (0, 1, ?)");
QUERY(own_reseller, DB_CLI | DB_ADMIN,
      "UPDATE account SET reseller_id = id WHERE id = ? AND level < 2");
QUERY(provider, DB_CLI, ACCOUNT_COLUMNS "WHERE level = 0", ROWS(struct account, account_view));
QUERY(by_id, DB_WEB | DB_CLI | DB_TASKD | DB_SIGNIN, ACCOUNT_COLUMNS "WHERE id = ?",
      ROWS(struct account, account_view));
QUERY(by_name, DB_CLI, ACCOUNT_COLUMNS "WHERE name = ? LIMIT 1",
      ROWS(struct account, account_view));
QUERY(own_by_name, DB_ADMIN,
      ACCOUNT_COLUMNS "WHERE account.name = ? AND account.level = 2 AND NOT account.resold LIMIT 1",
      ROWS(struct account, account_view));
QUERY(lock, DB_WEB_WRITERS | DB_CLI | DB_TASKD, ACCOUNT_COLUMNS "WHERE id = ? FOR UPDATE",
      ROWS(struct account, account_view));
QUERY(lock_owned, DB_WEB_WRITERS | DB_CLI,
      ACCOUNT_COLUMNS "WHERE id = ? AND ? IN (" SCOPE_ANY_SQL ", reseller_id) "
                      "AND ? IN (" SCOPE_ANY_SQL ", id) FOR UPDATE",
      ROWS(struct account, account_view));
QUERY(set_closed, DB_ADMIN | DB_CLI,
      "UPDATE account SET closed_at = COALESCE(closed_at, NOW(6)), suspended = TRUE, "
      "suspended_why = '' WHERE id = ?");
QUERY(customers, DB_ADMIN | DB_CLI,
      "SELECT COUNT(*) AS n FROM account WHERE reseller_id = ? AND level = 2 "
      "AND closed_at IS NULL",
      NUMBER_ROW);

enum fault_code account_name_taken(struct db *db, const char *name)
{
    return fail_field(db->fault, FAULT_UNIQUE, "name", T("There is an account named %s already."),
                      name);
}

static enum fault_code add_named(struct db *db, const struct query *how, const char *name,
                                 int64_t *id)
{
    struct number there;
    enum fault_code rc = db_one(db, &taken, &there, ARGS(ARG(name)));
    if (!rc && !there.n)
        rc = db_exec(db, how, NULL, id, ARGS(ARG(name)));
    return rc == FAULT_UNIQUE || (!rc && there.n) ? account_name_taken(db, name) : rc;
}

enum fault_code account_add(struct db *db, const char *name, int64_t *id)
{
    return add_named(db, &add, name, id);
}

enum fault_code account_add_reseller(struct db *db, const char *name, int64_t *id)
{
    enum fault_code rc = add_named(db, &add_reseller, name, id);
    return rc ? rc : db_exec(db, &own_reseller, NULL, NULL, ARGS(ARG(*id)));
}

enum fault_code account_register(struct db *db, const char *name, int64_t vm_limit, int64_t *id)
{
    return db_exec(db, &add_registered, NULL, id, ARGS(ARG(name), ARG(vm_limit)));
}

enum fault_code account_provider(struct db *db, const char *name, int64_t *id)
{
    struct account a;
    enum fault_code rc = db_one(db, &provider, &a, NO_ARGS);
    *id = a.id;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    rc = db_exec(db, &add_provider, NULL, id, ARGS(ARG(name)));
    return rc ? rc : db_exec(db, &own_reseller, NULL, NULL, ARGS(ARG(*id)));
}

enum fault_code account_load_any(const struct db *db, int64_t id, struct account *out)
{
    return db_one(db, &by_id, out, ARGS(ARG(id)));
}

enum fault_code account_by_name_any(const struct db *db, const char *name, struct account *out)
{
    return db_one(db, &by_name, out, ARGS(ARG(name)));
}

enum fault_code account_own_by_name_any(const struct db *db, const char *name, struct account *out)
{
    return db_one(db, &own_by_name, out, ARGS(ARG(name)));
}

enum fault_code account_lock_any(struct db *db, int64_t id, struct account *out)
{
    return db_one(db, &lock, out, ARGS(ARG(id)));
}

enum fault_code account_count_locked(struct db *db, int64_t id, const struct query *how, int64_t *n)
{
    struct account locked;
    struct number found = { 0 };
    enum fault_code rc = account_lock_any(db, id, &locked);
    if (!rc)
        rc = db_one(db, how, &found, ARGS(ARG(id)));
    *n = found.n;
    return rc;
}

enum fault_code account_lock(struct db *db, const struct scope *who, int64_t id,
                             struct account *out)
{
    enum fault_code rc = db_one(db, &lock_owned, out, ARGS(ARG(id), OWNER(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such account here."));
    return rc;
}

enum fault_code account_set_closed(struct db *db, int64_t id)
{
    return db_exec(db, &set_closed, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code account_has_no_customer(const struct db *db, const struct account *a)
{
    struct number n = { 0 };
    if (a->level != ACCOUNT_RESELLER)
        return FAULT_OK;
    enum fault_code rc = db_one(db, &customers, &n, ARGS(ARG(a->id)));
    if (!rc && n.n)
        return fail(db->fault, FAULT_CONFLICT, T("%s has %lld customers. Close them first."),
                    a->name, (long long)n.n);
    return rc;
}

enum fault_code account_is_open(const struct db *db, const struct account *a)
{
    return a->closed_at ? fail(db->fault, FAULT_CONFLICT, T("%s is closed."), a->name) : FAULT_OK;
}
