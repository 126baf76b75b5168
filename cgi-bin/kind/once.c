/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request's row is written first, so a second try waits for the first one's
 * COMMIT and then finds its answer; it is also how a COMMIT whose answer was
 * lost is looked up.
 */
#include "kind/once.h"
#include "kind/plan.h"
#include "store/request.h"

struct running {
    const struct asker *who;
    const struct once *once;
    db_tx_fn *fn;
    void *ctx;
    struct asked *out;
};

static enum fault_code find(const struct db *db, const struct running *r)
{
    struct request_row row;
    struct request_row asked = { .route = r->once->route,
                                 .body_hash = r->once->body_hash,
                                 .asked_by = r->who->who };
    enum fault_code rc = request_find(db, r->who->account_id, r->once->key, &asked, &row);
    if (!rc)
        *r->out = (struct asked){ row.vm_id, row.task_id, true };
    return rc;
}

static enum fault_code run(struct db *db, void *ctx)
{
    const struct running *r = ctx;
    enum fault_code rc = FAULT_OK;
    if (r->once->key) {
        struct request_row row = { .route = r->once->route,
                                   .body_hash = r->once->body_hash,
                                   .asked_by = r->who->who };
        rc = request_add(db, r->who->account_id, r->once->key, &row);
    }
    if (!rc)
        rc = r->fn(db, r->ctx);
    if (!rc && r->once->key)
        rc = request_answer(db, r->who->account_id, r->once->key, r->out->vm_id, r->out->task_id);
    return rc;
}

/* Its end is never a COMMIT. */
static enum fault_code plan_tx(struct db *db, void *ctx)
{
    const struct running *r = ctx;
    enum fault_code rc = r->fn(db, r->ctx);
    if (!rc)
        rc = plan_read(db, &r->who->scope, r->out->task_id, r->who->plan);
    return rc ? rc : FAULT_PLANNED;
}

static enum fault_code plan(struct db *db, struct running *r)
{
    enum fault_code rc = db_tx(db, plan_tx, NULL, r);
    return rc == FAULT_PLANNED ? FAULT_OK : rc;
}

static enum fault_code landed(struct db *db, void *ctx)
{
    const struct running *r = ctx;
    enum fault_code rc = r->once->key ? find(db, r) : FAULT_DATABASE;
    if (!rc)
        r->out->repeated = false; /* it was this very try */
    return rc;
}

enum fault_code ask_once(struct db *db, const struct asker *who, const struct once *once,
                         db_tx_fn *fn, void *ctx, struct asked *out)
{
    struct running r = { who, once, fn, ctx, out };
    enum fault_code rc = FAULT_MISSING;
    if (who->plan)
        return plan(db, &r);
    if (once->key)
        rc = find(db, &r);
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    rc = db_tx(db, run, landed, &r);
    if (rc != FAULT_UNIQUE || !once->key || db->fault->field)
        return rc;
    fault_clear(db->fault);
    return find(db, &r);
}
