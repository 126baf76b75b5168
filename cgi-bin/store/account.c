/* SPDX-License-Identifier: Apache-2.0 */
/* The account's row, locked, is what its limits are counted on. */
#include "store/account.h"
#include <inttypes.h>

const struct field account_view[] = {
    I64(struct account, id),
    I64(struct account, reseller_id),
    I64(struct account, level),
    TEXT(struct account, name),
    BOOL(struct account, suspended),
    TEXT(struct account, suspended_why),
    I64(struct account, vm_limit),
    I64(struct account, vm_count),
    I64(struct account, api_minute),
    TIME(struct account, created_at),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT id, reseller_id, level, name, suspended, suspended_why, vm_limit, vm_count, "          \
    "api_minute, created_at FROM account "

QUERY(add, DB_CLI | DB_ADMIN,
      "INSERT INTO account (reseller_id, level, name) "
      "SELECT id, 2, ? FROM account WHERE level = 0");
QUERY(add_registered, DB_SIGNIN,
      "INSERT INTO account (reseller_id, level, name, vm_limit) "
      "SELECT id, 2, ?, ? FROM account WHERE level = 0");
QUERY(add_provider, DB_CLI, "INSERT INTO account (reseller_id, level, name) VALUES (0, 0, ?)");
QUERY(own_reseller, DB_CLI, "UPDATE account SET reseller_id = id WHERE id = ? AND level = 0");
QUERY(provider, DB_CLI, COLUMNS "WHERE level = 0", ROWS(struct account, account_view));
QUERY(by_id, DB_CLI | DB_ADMIN | DB_ADMIN_READER | DB_MY | DB_MY_READER | DB_TASKD | DB_SIGNIN,
      COLUMNS "WHERE id = ?", ROWS(struct account, account_view));
QUERY(by_name, DB_CLI, COLUMNS "WHERE name = ? LIMIT 1", ROWS(struct account, account_view));
QUERY(lock, DB_WEB_WRITERS | DB_CLI | DB_TASKD, COLUMNS "WHERE id = ? FOR UPDATE",
      ROWS(struct account, account_view));
QUERY(lock_owned, DB_MY | DB_ADMIN | DB_CLI,
      COLUMNS "WHERE id = ? AND ? IN (" SCOPE_ANY_SQL ", reseller_id) "
              "AND ? IN (" SCOPE_ANY_SQL ", id) FOR UPDATE",
      ROWS(struct account, account_view));
QUERY(count_up, DB_WEB_WRITERS | DB_CLI, "UPDATE account SET vm_count = vm_count + 1 WHERE id = ?");
QUERY(count_down, DB_TASKD, "UPDATE account SET vm_count = vm_count - 1 WHERE id = ?");

QUERY(set_api, DB_ADMIN, "UPDATE account SET api_minute = ? WHERE id = ?");
QUERY(set_limit, DB_ADMIN | DB_CLI, "UPDATE account SET vm_limit = ? WHERE id = ?");

enum fault_code account_add(struct db *db, const char *name, int64_t *id)
{
    enum fault_code rc = db_exec(db, &add, NULL, id, ARGS(ARG(name)));
    if (rc == FAULT_UNIQUE)
        return fail_field(db->fault, rc, "name", T("There is an account named %s already."), name);
    return rc;
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

enum fault_code account_lock_any(struct db *db, int64_t id, struct account *out)
{
    return db_one(db, &lock, out, ARGS(ARG(id)));
}

enum fault_code account_lock(struct db *db, const struct scope *who, int64_t id,
                             struct account *out)
{
    enum fault_code rc = db_one(db, &lock_owned, out, ARGS(ARG(id), OWNER(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such account here."));
    return rc;
}

enum fault_code account_take_vm(struct db *db, int64_t id)
{
    struct account a;
    enum fault_code rc = account_lock_any(db, id, &a);
    if (rc)
        return rc;
    if (a.suspended)
        return fail(db->fault, FAULT_DENIED, T("Your account is suspended: it can only look."));
    if (a.vm_count >= a.vm_limit)
        return fail(db->fault, FAULT_LIMIT,
                    T("Your account may have %" PRId64 " machines and has %" PRId64
                      ". Delete one or ask for more."),
                    a.vm_limit, a.vm_count);
    return db_exec(db, &count_up, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code account_drop_vm(struct db *db, int64_t id)
{
    return db_exec(db, &count_down, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code account_set_limit(struct db *db, int64_t id, int64_t vm_limit)
{
    return db_exec(db, &set_limit, NULL, NULL, ARGS(ARG(vm_limit), ARG(id)));
}

enum fault_code account_set_api(struct db *db, int64_t id, int64_t api_minute)
{
    return db_exec(db, &set_api, NULL, NULL, ARGS(ARG(api_minute), ARG(id)));
}
