/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing the audit. Each batch's hash also goes into taskd's log, which who has the database alone
 * cannot change: so the newest batches cannot be taken away without a trace either. */
#include "base/log.h"
#include "store/audit_chain.h"
#include "task/steps.h"

struct sealing {
    int64_t rows;
    int64_t id;
    const char *hash;
};

static enum fault_code seal_tx(struct db *db, void *ctx)
{
    struct sealing *s = ctx;
    return audit_seal(db, AUDIT_RIPE_SECONDS, &s->rows, &s->id, &s->hash);
}

/* A batch is made from what is there: whoever takes over goes on behind the last. */
static enum fault_code seal_apply(struct job *j)
{
    struct sealing s = { .rows = 1 };
    enum fault_code rc = conf_use_key(j->fault, j->arena, j->conf);
    while (!rc && s.rows) {
        rc = job_mine(j);
        if (!rc)
            rc = db_tx(j->db, seal_tx, NULL, &s);
        if (rc || !s.rows)
            break;
        log_info("audit: batch %lld of %lld rows is sealed: %s", (long long)s.id, (long long)s.rows,
                 s.hash);
        job_log(j, TASK_INFO, T("Batch %lld of %lld rows: %s"), (long long)s.id, (long long)s.rows,
                s.hash);
    }
    return rc;
}

const struct job_kind job_audit_seal = {
    .kind = "audit_seal",
    .steps = { { "seal", seal_apply, NULL } },
    .settle = job_settle_nothing,
};
