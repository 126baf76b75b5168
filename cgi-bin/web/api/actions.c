/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks on machines, as actions on servers. */
#include "base/clock.h"
#include "base/words.h"
#include "kind/plan.h"
#include "store/task_child.h"
#include "store/task_page.h"
#include "web/api/api.h"
#include "web/api/handlers.h"
#include "web/task_act.h"

/* "vm_start" is "start_server": in both words the order is the same. */
const char *api_command(struct arena *a, const char *kind)
{
    return strncmp(kind, "vm_", 3) ? kind : arena_printf(a, "%s_server", kind + 3);
}

static json_t *error_of(struct arena *a, const struct task *t)
{
    if (task_status_of(t->state) != STATUS_ERROR)
        return json_null();
    const char *code = t->error_code[0] ? t->error_code : "action_failed";
    const char *words = t->error_id[0] ? task_why(a, t, false) : T("The action was cancelled.");
    return json_pack("{s:s, s:s}", "code", code, "message", words);
}

/* Of many machines an action has none of its own. */
static json_t *resources_of(const struct task *t)
{
    json_t *all = json_array();
    if (t->vm_id)
        json_add(all, json_pack("{s:I, s:s}", "id", (json_int_t)t->vm_id, "type", "server"));
    return all;
}

json_t *action_json(struct arena *a, const struct task *t)
{
    enum task_status status = task_status_of(t->state);
    int64_t progress = status == STATUS_SUCCESS ? 100 : t->percent;
    return json_pack("{s:I, s:s, s:s, s:I, s:s, s:o, s:o, s:o}", "id", (json_int_t)t->id, "command",
                     api_command(a, t->kind), "status", task_status_words[status], "progress",
                     (json_int_t)progress, "started",
                     clock_iso(a, t->started_at ? t->started_at : t->queued_at), "finished",
                     status == STATUS_RUNNING
                         ? json_null()
                         : json_string(clock_iso(a, t->ended_at ? t->ended_at : t->queued_at)),
                     "resources", resources_of(t), "error", error_of(a, t));
}

static bool is_many(const struct task *t)
{
    const struct kind *k = kind_find(t->kind);
    return k && k->gathers;
}

/* One by itself: of many machines with how far its children are. */
static enum fault_code whole_json(const struct db *db, struct request *rq, const struct task *t,
                                  json_t **out)
{
    struct task_children sum;
    *out = action_json(rq->arena, t);
    if (!is_many(t))
        return FAULT_OK;
    enum fault_code rc = task_children_any(db, t->id, &sum);
    if (rc)
        return rc;
    int64_t all = sum.count + sum.left_out;
    if (t->state < TASK_DONE)
        json_put(*out, "progress", json_integer(all ? (sum.ended + sum.left_out) * 100 / all : 0));
    json_put(*out, "children",
             json_pack("{s:I, s:I, s:I, s:I, s:I}", "total", (json_int_t)sum.count, "running",
                       (json_int_t)(sum.count - sum.ended), "success", (json_int_t)sum.done,
                       "error", (json_int_t)(sum.failed + sum.cancelled), "left_out",
                       (json_int_t)sum.left_out));
    return FAULT_OK;
}

static json_t *left_json(const struct bulk_look *look)
{
    json_t *all = json_array();
    for (int i = 0; i < look->whys; i++)
        json_add(all, json_pack("{s:I, s:s}", "count", (json_int_t)look->left[i].count, "reason",
                                look->left[i].why));
    return all;
}

/* Of nodes and storages customers see nothing, here as elsewhere. */
enum fault_code answer_plan(struct request *rq)
{
    const struct kind_plan *p = rq->who->asker.plan;
    json_t *steps = json_array();
    for (int i = 0; p->kind && i < kind_step_count(p->kind); i++)
        json_array_append_new(steps, json_string(tr(p->kind->steps[i].words)));
    int64_t tenths = (p->usual + 50000) / 100000; /* as pages have it */
    json_t *usual = p->usual ? json_real((double)tenths / 10) : json_null();
    json_t *waits = p->waits_for[0] ? json_string(p->waits_for) : json_null();
    json_t *plan =
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:{s:I, s:I}}", "command",
                  p->kind ? api_command(rq->arena, p->kind->name) : "", "object", p->task.object,
                  "steps", steps, "usual_seconds", usual, "waits_for", waits, "reserves",
                  "memory_bytes", (json_int_t)p->memory, "disk_bytes", (json_int_t)p->disk);
    if (p->machines) {
        json_put(plan, "servers", json_integer(p->machines));
        json_put(plan, "looked_at", json_integer(p->look.looked));
        json_put(plan, "left_out", left_json(&p->look));
    }
    answer_one(rq, 200, "plan", plan);
    return FAULT_OK;
}

/* One that has no machine, and none of many, is the panel's own. */
static enum fault_code load(const struct db *db, struct request *rq, int64_t id, struct task *t)
{
    enum fault_code rc = task_load(db, &rq->who->asker.scope, id, t);
    if (!rc && !t->vm_id && !is_many(t))
        rc = FAULT_MISSING;
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is no such action here."));
    return rc;
}

enum fault_code action_of(const struct db *db, struct request *rq, int64_t task_id, json_t **out)
{
    struct task t;
    enum fault_code rc = load(db, rq, task_id, &t);
    return rc ? rc : whole_json(db, rq, &t, out);
}

/* 1 << enum task_state of those that show as one of these words; -1: no such word. */
static int64_t states_of(const struct words *w)
{
    int64_t states = 0;
    for (int i = 0; i < w->count; i++) {
        int64_t found = 0;
        for (unsigned s = 0; s < TASK_STATE_COUNT; s++)
            if (!strcmp(task_status_words[task_status_of(s)], w->at[i]))
                found |= INT64_C(1) << s;
        if (!found)
            return -1;
        states |= found;
    }
    return states;
}

static enum fault_code read_query(struct request *rq, unsigned takes, struct list_query *q,
                                  int64_t *states)
{
    enum fault_code rc = list_query_read(rq, takes | TAKES_STATUS | TAKES_ACTIONS, q);
    if (rc)
        return rc;
    *states = states_of(&q->status);
    if (*states >= 0)
        return FAULT_OK;
    return fail_field(rq->fault, FAULT_INVALID, "status",
                      T("A status is running, success or error."));
}

/* Those that were named; what is not theirs is not there. */
static enum fault_code answer_ids(const struct db *db, struct request *rq,
                                  const struct list_query *q, int64_t states)
{
    struct list rows;
    enum fault_code rc = task_page_ids(db, &rq->who->asker.scope, q->id, q->ids, &rows);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct task *t = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        if (!states || states & INT64_C(1) << t[i].state)
            json_add(all, action_json(rq->arena, &t[i]));
    return answer_all(rq, q, "actions", all);
}

static enum task_key key_of(const char *sort)
{
    static const char *const keys[] = { [TASK_BY_ID] = "id",
                                        [TASK_BY_KIND] = "command",
                                        [TASK_BY_STATUS] = "status",
                                        [TASK_BY_STARTED] = "started",
                                        [TASK_BY_FINISHED] = "finished" };
    for (size_t i = 0; sort && i < countof(keys); i++)
        if (!strcmp(keys[i], sort))
            return (enum task_key)i;
    return TASK_BY_ID;
}

static enum fault_code answer_some(const struct db *db, struct request *rq,
                                   const struct list_query *q, int64_t states, int64_t vm_id,
                                   int64_t parent_id)
{
    struct list rows;
    struct task_page_filter f = { .vm_id = vm_id,
                                  .parent_id = parent_id,
                                  .states = states,
                                  .by = { key_of(q->sort[0]), key_of(q->sort[1]) },
                                  .down = { q->down[0], q->down[1] },
                                  .behind = q->behind,
                                  .offset = q->offset,
                                  .limit = q->per_page + 1 };
    enum fault_code rc = task_page(db, &rq->who->asker.scope, &f, &rows);
    if (rc)
        return rc;
    json_t *page = json_array();
    const struct task *t = rows.rows;
    for (int64_t i = 0; i < rows.count && i < q->per_page; i++)
        json_add(page, action_json(rq->arena, &t[i]));
    bool more = rows.count > q->per_page;
    bool by_id = f.by[0] == TASK_BY_ID;
    answer_page(rq, q, "actions", page, more, more && by_id ? t[q->per_page - 1].id : 0,
                more || q->behind ? -1 : f.offset + rows.count);
    return FAULT_OK;
}

enum fault_code api_actions(const struct db *db, struct request *rq)
{
    struct list_query q;
    int64_t states = 0;
    enum fault_code rc = read_query(rq, TAKES_IDS, &q, &states);
    if (rc)
        return rc;
    return q.ids ? answer_ids(db, rq, &q, states) : answer_some(db, rq, &q, states, 0, 0);
}

enum fault_code api_server_actions(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct vm_page_row vm;
    int64_t states = 0;
    enum fault_code rc = read_query(rq, 0, &q, &states);
    if (!rc)
        rc = vm_page_one(db, &rq->who->asker.scope, rq->id[0], &vm);
    return rc ? rc : answer_some(db, rq, &q, states, vm.id, 0);
}

enum fault_code api_action_children(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct task t;
    int64_t states = 0;
    enum fault_code rc = read_query(rq, 0, &q, &states);
    if (!rc)
        rc = load(db, rq, rq->id[0], &t);
    return rc ? rc : answer_some(db, rq, &q, states, 0, t.id);
}

static enum fault_code answer(const struct db *db, struct request *rq, int64_t id, int64_t vm_id)
{
    struct task t;
    enum fault_code rc = load(db, rq, id, &t);
    if (!rc && vm_id && t.vm_id != vm_id)
        return fail(rq->fault, FAULT_MISSING, T("There is no such action here."));
    json_t *action = NULL;
    if (!rc)
        rc = whole_json(db, rq, &t, &action);
    if (!rc)
        answer_one(rq, 200, "action", action);
    return rc;
}

enum fault_code api_action(const struct db *db, struct request *rq)
{
    return answer(db, rq, rq->id[0], 0);
}

enum fault_code api_server_action(const struct db *db, struct request *rq)
{
    return answer(db, rq, rq->id[1], rq->id[0]);
}

static enum fault_code answer_changed(struct db *db, struct request *rq, int64_t id, int status)
{
    json_t *action = NULL;
    enum fault_code rc = action_of(db, rq, id, &action);
    if (!rc)
        answer_one(rq, status, "action", action);
    return rc;
}

enum fault_code api_action_cancel(struct db *db, struct request *rq)
{
    struct task t;
    enum fault_code rc = load(db, rq, rq->id[0], &t);
    if (!rc)
        rc = no_body(rq);
    if (!rc)
        rc = task_act_cancel(db, rq, t.id);
    return rc ? rc : answer_changed(db, rq, t.id, 200);
}

enum fault_code api_action_retry(struct db *db, struct request *rq)
{
    struct task t;
    struct asked asked;
    enum fault_code rc = load(db, rq, rq->id[0], &t);
    if (!rc)
        rc = no_body(rq);
    if (!rc)
        rc = task_act_again(db, rq, t.id, &asked);
    if (!rc && rq->who->asker.plan)
        return answer_plan(rq);
    return rc ? rc : answer_changed(db, rq, asked.task_id, 201);
}
