/* SPDX-License-Identifier: Apache-2.0 */
#include "web/change.h"
#include "kind/once.h"
#include "store/request.h"

struct run {
    const struct change *change;
    const struct asker *who;
};

static enum fault_code run_tx(struct db *db, void *ctx)
{
    const struct run *r = ctx;
    return change_make(db, r->who, r->change);
}

enum fault_code change_once(struct db *db, struct request *rq, const struct change *c,
                            bool *repeated)
{
    struct run run = { c, &rq->who->asker };
    struct once once = gate_once(rq);
    struct asked asked = { 0 };
    enum fault_code rc = ask_once(db, run.who, &once, run_tx, &run, &asked);
    if (repeated)
        *repeated = asked.repeated;
    return rc;
}

enum fault_code change_found(const struct db *db, struct request *rq, bool *done)
{
    struct once once = gate_once(rq);
    struct request_row row;
    struct request_row asked = { .route = once.route,
                                 .body_hash = once.body_hash,
                                 .asked_by = rq->who->asker.who };
    *done = false;
    if (!once.key)
        return FAULT_OK;
    enum fault_code rc = request_find(db, rq->who->asker.account_id, once.key, &asked, &row);
    *done = !rc;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    return FAULT_OK;
}
