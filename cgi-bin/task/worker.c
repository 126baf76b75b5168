/* SPDX-License-Identifier: Apache-2.0 */
/* A worker does one task and ends; it dies with its keeper. */
#include "base/log.h"
#include "task/keeper.h"
#include "task/steps.h"

static int work(const struct staff *s)
{
    int64_t id = 0;
    int64_t fence = 0;
    struct fault fault = { .code = FAULT_OK };
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    db_use(db, a, &fault);
    if (db_connect(db))
        log_warn("the database is away: %s", fault_words(&fault, a));
    if (!role_receive(&id, &fence))
        return WORKER_DONE;
    enum fault_code rc = job_run(s->conf, db, id, fence);
    if (rc == FAULT_LEASE)
        return WORKER_LEASE_LOST;
    return rc ? WORKER_FAILED : WORKER_DONE;
}

const struct role worker_role = { "--work", true, work };
