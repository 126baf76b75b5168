/* SPDX-License-Identifier: Apache-2.0 */
/* A worker does one task and ends; it dies with its keeper. */
#include "base/log.h"
#include "store/node.h"
#include "task/keeper.h"
#include "task/steps.h"

static int work(const struct staff *s, int64_t none)
{
    int64_t id = 0;
    int64_t fence = 0;
    (void)none;
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

static int probe(const struct staff *s, int64_t node_id)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    struct fault fault = { .code = FAULT_OK };
    struct node node;
    struct node_facts facts;
    OWNED(virt_close) struct virt *virt = NULL;
    db_use(db, a, &fault);
    enum fault_code rc = node_load_any(db, node_id, &node);
    if (rc)
        return WORKER_FAILED;
    struct virt_conf conf = { .uri = node.uri, .inst = s->conf->inst, .arena = a, .fault = &fault };
    rc = virt_open(&conf, &virt);
    if (!rc)
        rc = virt_facts(virt, &facts);
    if (!rc)
        return node_answered(db, node_id, facts.version) ? WORKER_FAILED : WORKER_DONE;
    const char *why = fault_words(&fault, a);
    log_warn("node %s: %s", node.name, why);
    return node_silent(db, node_id, why) ? WORKER_FAILED : WORKER_DONE;
}

const struct role worker_role = { "--work", true, work };
const struct role probe_role = { "--probe", true, probe };
