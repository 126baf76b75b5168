/* SPDX-License-Identifier: Apache-2.0 */
#include "store/audit_copy.h"
#include "store/audit_chain.h"
#include "store/number.h"

static const struct field copy_view[] = {
    I64(struct audit_copy, id),       TIME(struct audit_copy, at),
    I64(struct audit_copy, account_id), TEXT(struct audit_copy, who),
    TEXT(struct audit_copy, as_user), TEXT(struct audit_copy, address),
    TEXT(struct audit_copy, what),
    TEXT(struct audit_copy, object),  TEXT(struct audit_copy, changes),
    TEXT(struct audit_copy, about),   TEXT(struct audit_copy, why),
    TEXT(struct audit_copy, request), I64(struct audit_copy, vm_id),
    BOOL(struct audit_copy, refused), BOOL(struct audit_copy, ripe),
    FIELDS_END,
};
static const struct field sealed_view[] = {
    I64(struct audit_sealed, id),       TIME(struct audit_sealed, at),
    I64(struct audit_sealed, first_id), I64(struct audit_sealed, last_id),
    I64(struct audit_sealed, count),    TEXT(struct audit_sealed, hash),
    FIELDS_END,
};

QUERY(last, DB_TASKD, "SELECT last_id AS n FROM audit_copy WHERE id = 1", NUMBER_ROW);
QUERY(rows, DB_TASKD,
      "SELECT id, at, account_id, who, as_user, address, what, object, changes, about, why, "
      "request, COALESCE(vm_id, 0) AS vm_id, refused, at <= NOW(6) - INTERVAL ? SECOND AS ripe "
      "FROM audit WHERE id > ? ORDER BY id LIMIT ? LOCK IN SHARE MODE",
      ROWS(struct audit_copy, copy_view));
QUERY(seals, DB_TASKD,
      "SELECT id, sealed_at AS at, first_id, last_id, count, hash FROM audit_seal WHERE id > "
      "(SELECT last_seal FROM audit_copy WHERE id = 1) ORDER BY id LIMIT ?",
      ROWS(struct audit_sealed, sealed_view));
QUERY(set, DB_TASKD,
      "UPDATE audit_copy SET last_id = GREATEST(last_id, ?), last_seal = GREATEST(last_seal, ?), "
      "copied_at = NOW(6) WHERE id = 1");

enum fault_code audit_copy_rows(const struct db *db, int64_t *before, struct list *out)
{
    struct number n = { 0 };
    enum fault_code rc = db_one(db, &last, &n, NO_ARGS);
    *before = n.n;
    if (!rc)
        rc = db_all(db, &rows, out,
                    ARGS(arg_i64(AUDIT_RIPE_SECONDS), ARG(n.n), arg_i64(AUDIT_COPIES)));
    if (rc)
        return rc;
    const struct audit_copy *r = out->rows;
    int64_t count = 0;
    for (int64_t id = n.n; count < out->count; count++) {
        if (r[count].id != id + 1 && !r[count].ripe)
            break;
        id = r[count].id;
    }
    out->count = count;
    return FAULT_OK;
}

enum fault_code audit_copy_seals(const struct db *db, struct list *out)
{
    return db_all(db, &seals, out, ARGS(arg_i64(AUDIT_COPIES)));
}

enum fault_code audit_copied(struct db *db, int64_t last_id, int64_t last_seal)
{
    return db_exec(db, &set, NULL, NULL, ARGS(ARG(last_id), ARG(last_seal)));
}
