/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks on machines, as actions on servers. */
#include "base/clock.h"
#include "base/words.h"
#include "kind/plan.h"
#include "store/task_page.h"
#include "web/api/api.h"
#include "web/api/handlers.h"

static const char *command_of(const char *kind)
{
    static const char *const commands[][2] = {
        { "vm_create", "create_server" },     { "vm_delete", "delete_server" },
        { "vm_start", "start_server" },       { "vm_stop", "stop_server" },
        { "vm_shutdown", "shutdown_server" }, { "vm_reboot", "reboot_server" },
    };
    for (size_t i = 0; i < countof(commands); i++)
        if (!strcmp(commands[i][0], kind))
            return commands[i][1];
    return kind;
}

enum status { RUNNING, SUCCESS, ERROR, STATUSES };
static const char *const status_words[STATUSES] = { "running", "success", "error" };
static const enum status status_of[TASK_STATE_COUNT] = {
    [TASK_QUEUED] = RUNNING, [TASK_PARKED] = RUNNING, [TASK_RUNNING] = RUNNING,
    [TASK_DONE] = SUCCESS,   [TASK_FAILED] = ERROR,   [TASK_CANCELLED] = ERROR,
};

static json_t *error_of(struct arena *a, const struct task *t)
{
    if (status_of[t->state] != ERROR)
        return json_null();
    const char *code = t->error_code[0] ? t->error_code : "action_failed";
    const char *words = t->error_id[0] ? task_why(a, t, false) : T("The action was cancelled.");
    return json_pack("{s:s, s:s}", "code", code, "message", words);
}

json_t *action_json(struct arena *a, const struct task *t)
{
    enum status status = status_of[t->state];
    int64_t progress = status == SUCCESS ? 100 : t->percent;
    return json_pack("{s:I, s:s, s:s, s:I, s:s, s:o, s:[{s:I, s:s}], s:o}", "id", (json_int_t)t->id,
                     "command", command_of(t->kind), "status", status_words[status], "progress",
                     (json_int_t)progress, "started",
                     clock_iso(a, t->started_at ? t->started_at : t->queued_at), "finished",
                     status == RUNNING
                         ? json_null()
                         : json_string(clock_iso(a, t->ended_at ? t->ended_at : t->queued_at)),
                     "resources", "id", (json_int_t)t->vm_id, "type", "server", "error",
                     error_of(a, t));
}

/* Of nodes and storages customers see nothing, here as elsewhere. */
enum fault_code answer_plan(struct request *rq)
{
    const struct kind_plan *p = rq->who->asker.plan;
    json_t *steps = json_array();
    for (int i = 0; p->kind && i < kind_step_count(p->kind); i++)
        json_array_append_new(steps, json_string(tr(p->kind->steps[i].words)));
    json_t *usual = p->usual ? json_real((double)p->usual / 1e6) : json_null();
    json_t *waits = p->waits_for[0] ? json_string(p->waits_for) : json_null();
    answer_one(rq, 200, "plan",
               json_pack("{s:s, s:s, s:o, s:o, s:o, s:{s:I, s:I}}", "command",
                         p->kind ? command_of(p->kind->name) : "", "object", p->task.object,
                         "steps", steps, "usual_seconds", usual, "waits_for", waits, "reserves",
                         "memory_bytes", (json_int_t)p->memory, "disk_bytes", (json_int_t)p->disk));
    return FAULT_OK;
}

/* One that has no machine is the panel's own. */
static enum fault_code load(const struct db *db, struct request *rq, int64_t id, struct task *t)
{
    enum fault_code rc = task_load(db, &rq->who->asker.scope, id, t);
    if (!rc && !t->vm_id)
        rc = FAULT_MISSING;
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is no such action here."));
    return rc;
}

enum fault_code action_of(const struct db *db, struct request *rq, int64_t task_id, json_t **out)
{
    struct task t;
    enum fault_code rc = load(db, rq, task_id, &t);
    if (!rc)
        *out = action_json(rq->arena, &t);
    return rc;
}

/* Those that were named; what is not theirs is not there. */
static enum fault_code answer_ids(const struct db *db, struct request *rq,
                                  const struct list_query *q)
{
    OWNED(input_drop_json) json_t *all = json_array();
    for (int64_t i = 0; i < q->ids.count; i++) {
        struct task t;
        enum fault_code rc = load(db, rq, q->ids.id[i], &t);
        if (rc && rc != FAULT_MISSING)
            return rc;
        fault_clear(rq->fault);
        if (!rc)
            json_add(all, action_json(rq->arena, &t));
    }
    return answer_all(rq, q, "actions", json_incref(all));
}

/* 1 << enum task_state of those that show as one of these words; -1: no such word. */
static int64_t states_of(const struct words *w)
{
    int64_t states = 0;
    for (int i = 0; i < w->count; i++) {
        int64_t before = states;
        for (int s = 0; s < TASK_STATE_COUNT; s++)
            if (!strcmp(status_words[status_of[s]], w->at[i]))
                states |= (int64_t)1 << s;
        if (states == before)
            return -1;
    }
    return states;
}

static enum fault_code answer_some(const struct db *db, struct request *rq,
                                   const struct list_query *q, int64_t vm_id)
{
    struct list rows;
    struct task_page_filter f = { .vm_id = vm_id,
                                  .states = states_of(&q->status),
                                  .down = q->down,
                                  .behind = q->behind,
                                  .offset = q->offset,
                                  .limit = q->per_page + 1 };
    if (f.states < 0)
        return fail_field(rq->fault, FAULT_INVALID, "status",
                          T("A status is running, success or error."));
    enum fault_code rc = task_page(db, &rq->who->asker.scope, &f, &rows);
    if (rc)
        return rc;
    json_t *page = json_array();
    const struct task *t = rows.rows;
    for (int64_t i = 0; i < rows.count && i < q->per_page; i++)
        json_add(page, action_json(rq->arena, &t[i]));
    bool more = rows.count > q->per_page;
    answer_page(rq, q, "actions", page, more, more ? t[q->per_page - 1].id : 0,
                more || q->behind ? -1 : f.offset + rows.count);
    return FAULT_OK;
}

enum fault_code api_actions(const struct db *db, struct request *rq)
{
    struct list_query q;
    enum fault_code rc = list_query_read(rq, TAKES_IDS | TAKES_STATUS, &q);
    if (rc)
        return rc;
    return q.ids.count ? answer_ids(db, rq, &q) : answer_some(db, rq, &q, 0);
}

enum fault_code api_server_actions(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct vm_page_row vm;
    enum fault_code rc = list_query_read(rq, TAKES_STATUS, &q);
    if (!rc)
        rc = vm_page_one(db, &rq->who->asker.scope, rq->id[0], &vm);
    return rc ? rc : answer_some(db, rq, &q, vm.id);
}

static enum fault_code answer(const struct db *db, struct request *rq, int64_t id, int64_t vm_id)
{
    struct task t;
    enum fault_code rc = load(db, rq, id, &t);
    if (!rc && vm_id && t.vm_id != vm_id)
        return fail(rq->fault, FAULT_MISSING, T("There is no such action here."));
    if (!rc)
        answer_one(rq, 200, "action", action_json(rq->arena, &t));
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
