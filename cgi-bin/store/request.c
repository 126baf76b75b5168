/* SPDX-License-Identifier: Apache-2.0 */
/* Old rows are removed by taskd: who adds one would hold the oldest until its COMMIT. */
#include "store/request.h"

static const struct field request_view[] = {
    TEXT(struct request_row, route),    TEXT(struct request_row, body_hash),
    TEXT(struct request_row, asked_by), I64(struct request_row, vm_id),
    I64(struct request_row, task_id),   FIELDS_END,
};

QUERY(find, DB_WEB_WRITERS | DB_SIGNIN,
      "SELECT route, body_hash, asked_by, vm_id, task_id FROM request "
      "WHERE account_id = ? AND request_key = ?",
      ROWS(struct request_row, request_view));
QUERY(add, DB_WEB_WRITERS | DB_SIGNIN,
      "INSERT INTO request (account_id, request_key, route, body_hash, asked_by) "
      "VALUES (?, ?, ?, ?, ?)");
QUERY(sweep, DB_TASKD,
      "DELETE FROM request WHERE created_at < NOW(6) - INTERVAL 2 DAY "
      "ORDER BY created_at LIMIT 1000");
QUERY(answer, DB_WEB_WRITERS | DB_SIGNIN,
      "UPDATE request SET vm_id = ?, task_id = ? WHERE account_id = ? AND request_key = ?");

enum fault_code request_find(const struct db *db, int64_t account_id, const char *key,
                             const struct request_row *asked, struct request_row *out)
{
    enum fault_code rc = db_one(db, &find, out, ARGS(ARG(account_id), ARG(key)));
    if (rc)
        return rc;
    if (strcmp(out->route, asked->route) || strcmp(out->body_hash, asked->body_hash) ||
        strcmp(out->asked_by, asked->asked_by))
        return fail(db->fault, FAULT_CONFLICT,
                    T("This request's key was used before, for something else."));
    return FAULT_OK;
}

enum fault_code request_add(struct db *db, int64_t account_id, const char *key,
                            const struct request_row *r)
{
    return db_exec(db, &add, NULL, NULL,
                   ARGS(ARG(account_id), ARG(key), ARG(r->route), ARG(r->body_hash),
                        ARG(r->asked_by)));
}

enum fault_code request_sweep(struct db *db)
{
    return db_exec(db, &sweep, NULL, NULL, NO_ARGS);
}

enum fault_code request_answer(struct db *db, int64_t account_id, const char *key, int64_t vm_id,
                               int64_t task_id)
{
    return db_exec(db, &answer, NULL, NULL,
                   ARGS(arg_ref(vm_id), arg_ref(task_id), ARG(account_id), ARG(key)));
}
