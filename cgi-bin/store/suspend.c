/* SPDX-License-Identifier: Apache-2.0 */
#include "store/suspend.h"
#include "store/account_rows.h"
#include "store/number.h"

static const struct field row_view[] = {
    I64(struct suspend_row, id),          I64(struct suspend_row, account_id),
    I64(struct suspend_row, reseller_id), I64(struct suspend_row, node_id),
    TEXT(struct suspend_row, name),       BOOL(struct suspend_row, works),
    FIELDS_END,
};

QUERY(set_account, DB_ADMIN | DB_CLI,
      "UPDATE account SET suspended = ?, suspended_why = ? WHERE id = ?");

/* seen 1: off; busy 0: no task will change that, and none can be asked for any more */
#define TO_SUSPEND                                                                                 \
    "SELECT vm.id, vm.account_id, vm.reseller_id, node_id, vm.name, "                              \
    "busy <> 0 OR (made_at IS NOT NULL AND seen <> 1) AS works FROM vm "
#define TO_RESUME                                                                                  \
    "SELECT vm.id, vm.account_id, vm.reseller_id, node_id, vm.name, "                              \
    "resumes AND (made_at IS NOT NULL OR busy = 1) AS works FROM vm "
QUERY(to_suspend, DB_TASKD,
      TO_SUSPEND "WHERE account_id = ? AND id > ? AND NOT suspended ORDER BY id LIMIT 50",
      ROWS(struct suspend_row, row_view));
QUERY(to_suspend_under, DB_TASKD,
      TO_SUSPEND "WHERE reseller_id = ? AND id > ? AND NOT suspended ORDER BY id LIMIT 50",
      ROWS(struct suspend_row, row_view));
QUERY(to_resume, DB_TASKD,
      TO_RESUME "WHERE account_id = ? AND id > ? AND suspended ORDER BY id LIMIT 50",
      ROWS(struct suspend_row, row_view));
/* not those of a customer that is suspended for itself */
QUERY(to_resume_under, DB_TASKD,
      TO_RESUME "JOIN account ON account.id = vm.account_id AND NOT account.suspended "
                "WHERE vm.reseller_id = ? AND vm.id > ? AND vm.suspended ORDER BY vm.id LIMIT 50",
      ROWS(struct suspend_row, row_view));
/* one that was to run again and had no time to do so still is */
QUERY(suspend, DB_TASKD,
      "UPDATE vm SET suspended = TRUE, "
      "resumes = wished = 2 AND (resumes OR seen <> 1 OR busy IN (1, 2, 4)) "
      "WHERE id = ? AND NOT suspended");
QUERY(resume, DB_TASKD, "UPDATE vm SET suspended = FALSE WHERE id = ? AND suspended");
QUERY(maker, DB_TASKD,
      "SELECT COALESCE(MIN(task_id), 0) AS n FROM vm WHERE id = ? AND busy = 1", NUMBER_ROW);
QUERY(done, DB_TASKD, "UPDATE vm SET resumes = FALSE WHERE id = ?");
QUERY(is_suspended, DB_TASKD,
      "SELECT vm.suspended OR " SUSPENDED("account") " AS n FROM vm "
      "JOIN account ON account.id = vm.account_id WHERE vm.id = ?",
      NUMBER_ROW);
QUERY(hold, DB_TASKD, "UPDATE vm SET busy = ?, task_id = ? WHERE id = ? AND task_id IS NULL");

enum fault_code account_set_suspended(struct db *db, int64_t id, bool suspended, const char *why)
{
    return db_exec(db, &set_account, NULL, NULL, ARGS(arg_i64(suspended), ARG(why), ARG(id)));
}

enum fault_code suspend_next_any(const struct db *db, int64_t account_id, bool under, int64_t after,
                                 struct list *out)
{
    return db_all(db, under ? &to_suspend_under : &to_suspend, out,
                  ARGS(ARG(account_id), ARG(after)));
}

enum fault_code resume_next_any(const struct db *db, int64_t account_id, bool under, int64_t after,
                                struct list *out)
{
    return db_all(db, under ? &to_resume_under : &to_resume, out,
                  ARGS(ARG(account_id), ARG(after)));
}

static enum fault_code follow(struct db *db, const struct query *how, int64_t id, bool *changed)
{
    int64_t rows = 0;
    enum fault_code rc = db_exec(db, how, &rows, NULL, ARGS(ARG(id)));
    *changed = rows > 0;
    return rc;
}

enum fault_code suspend_vm(struct db *db, int64_t id, bool *changed)
{
    return follow(db, &suspend, id, changed);
}

enum fault_code resume_vm(struct db *db, int64_t id, bool *changed)
{
    return follow(db, &resume, id, changed);
}

enum fault_code vm_maker_any(const struct db *db, int64_t id, int64_t *task_id)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &maker, &found, ARGS(ARG(id)));
    *task_id = found.n;
    return rc;
}

enum fault_code resume_done(struct db *db, int64_t id)
{
    return db_exec(db, &done, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code vm_is_suspended_any(const struct db *db, int64_t id, bool *out)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &is_suspended, &found, ARGS(ARG(id)));
    *out = found.n;
    return rc;
}

enum fault_code vm_hold(struct db *db, int64_t id, int64_t task_id, int64_t busy)
{
    return db_exec(db, &hold, NULL, NULL, ARGS(ARG(busy), ARG(task_id), ARG(id)));
}
