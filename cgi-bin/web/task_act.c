/* SPDX-License-Identifier: Apache-2.0 */
#include "web/task_act.h"
#include "base/poke.h"
#include "kind/task.h"

static bool may(const struct request *rq, const struct task *t)
{
    return !rq->who->session.suspended && gate_may(rq->who, PERM_TASK_WRITE) &&
           gate_may(rq->who, task_permission(rq->arena, t));
}

bool task_act_may_cancel(const struct request *rq, const struct task *t)
{
    return may(rq, t) && !task_cancel_refuses(t, &rq->who->asker.scope);
}

bool task_act_may_again(const struct request *rq, const struct task *t)
{
    return may(rq, t) && !task_again_refuses(t);
}

/* A task of another's is not there, whatever the role. */
static enum fault_code load(struct db *db, struct request *rq, int64_t id, struct task *t)
{
    enum fault_code rc = task_load(db, &rq->who->asker.scope, id, t);
    return rc ? rc : gate_demand(rq, task_permission(rq->arena, t));
}

enum fault_code task_act_cancel(struct db *db, struct request *rq, int64_t id)
{
    struct task t;
    enum fault_code rc = load(db, rq, id, &t);
    if (rc || t.cancel)
        return rc;
    rc = task_cancel_ask(db, &rq->who->asker, id);
    if (!rc)
        poke_taskd(web_of(rq)->conf);
    return rc;
}

enum fault_code task_act_again(struct db *db, struct request *rq, int64_t id, struct asked *out)
{
    struct once once = gate_once(rq);
    struct task t;
    enum fault_code rc = load(db, rq, id, &t);
    if (!rc)
        rc = task_again_ask(db, &rq->who->asker, id, &once, out);
    if (!rc)
        poke_taskd(web_of(rq)->conf);
    return rc;
}
