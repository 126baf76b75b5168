/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to servers at times. A schedule's command is that of the action that it asks for. */
#include "base/clock.h"
#include "base/poke.h"
#include "kind/schedule.h"
#include "web/api/api.h"
#include "web/api/handlers.h"
#include "web/change.h"

static json_t *time_or_null(struct arena *a, int64_t at)
{
    return at ? json_string(clock_iso(a, at)) : json_null();
}

static json_t *schedule_json(struct arena *a, const struct schedule *s)
{
    bool skipped = s->skipped_at > s->ran_at;
    return json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:I, s:s, s:o, s:o, s:o, s:o}", "id",
                     (json_int_t)s->id, "server", (json_int_t)s->vm_id, "command",
                     api_command(a, s->kind), "status", schedule_state_words[s->state].code,
                     "moment", s->moment, "time_zone", s->zone, "spread_minutes",
                     (json_int_t)s->jitter, "made_by", s->made_by, "next",
                     time_or_null(a, s->state == SCHEDULE_ACTIVE ? s->next_at : 0), "last",
                     time_or_null(a, s->ran_at), "last_action",
                     s->task_id ? json_integer(s->task_id) : json_null(), "skipped",
                     skipped ? json_string(task_words(a, s->why, s->why_args)) : json_null());
}

/* A token that is narrowed to labels has nothing to do with other machines' schedules. */
static enum fault_code reach(const struct db *db, const struct request *rq,
                             const struct schedule *s)
{
    const struct scope *who = &rq->who->asker.scope;
    struct vm vm;
    enum fault_code rc = who->labels_of ? vm_load(db, who, s->vm_id, &vm) : FAULT_OK;
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such schedule here.")) : rc;
}

static enum fault_code load(const struct db *db, const struct request *rq, int64_t id,
                            struct schedule *s)
{
    enum fault_code rc = schedule_load_asked(db, &rq->who->asker.scope, id, s);
    return rc ? rc : reach(db, rq, s);
}

enum fault_code api_schedules(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct list rows;
    struct list_ask ask = { .sort = "next" };
    enum fault_code rc = list_query_read(rq, 0, &q);
    if (!rc)
        rc = list_read_all(db, &rq->who->asker.scope, &schedule_noun, &ask, SCHEDULES_MOST, &rows,
                           NULL);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct schedule *s = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        rc = reach(db, rq, &s[i]);
        if (!rc)
            json_add(all, schedule_json(rq->arena, &s[i]));
        if (rc == FAULT_MISSING) {
            fault_clear(rq->fault);
            rc = FAULT_OK;
        }
    }
    if (rc) {
        json_decref(all);
        return rc;
    }
    return answer_all(rq, &q, "schedules", all);
}

static enum fault_code answer(const struct db *db, struct request *rq, int64_t id, int status)
{
    struct schedule s;
    enum fault_code rc = load(db, rq, id, &s);
    if (!rc)
        answer_one(rq, status, "schedule", schedule_json(rq->arena, &s));
    return rc;
}

enum fault_code api_schedule(const struct db *db, struct request *rq)
{
    return answer(db, rq, rq->id[0], 200);
}

struct asked_json {
    int64_t server;
    const char *command;
    const char *moment;
    const char *time_zone;
    int64_t spread_minutes;
};
static const struct field asked_form[] = {
    I64(struct asked_json, server, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct asked_json, command, .required = true, .max = 32),
    TEXT(struct asked_json, moment, .required = true, .max = CRON_MAX, .check = check_cron),
    TEXT(struct asked_json, time_zone, .max = 64, .check = check_time_zone),
    I64(struct asked_json, spread_minutes, .min = 0, .max = SCHEDULE_JITTER_MOST),
    FIELDS_END,
};

static enum fault_code read_form(struct request *rq, struct schedule_asked *out)
{
    struct asked_json in = { .time_zone = NULL };
    OWNED(input_drop_json) json_t *sent = rq->sent ? json_incref(rq->sent) : json_object();
    enum fault_code rc = input_from_json(rq->fault, rq->arena, asked_form, sent, &in, &rq->errors);
    if (rc)
        return rc;
    *out = (struct schedule_asked){ .vm_id = in.server,
                                    .moment = in.moment,
                                    .zone = in.time_zone ? in.time_zone : "UTC",
                                    .jitter = in.spread_minutes };
    for (unsigned i = 0; i < SCHEDULE_KINDS; i++) {
        out->kind = i;
        if (!strcmp(api_command(rq->arena, schedule_kind_words[i].code), in.command))
            return FAULT_OK;
    }
    return fail_field(rq->fault, FAULT_INVALID, "command",
                      T("A command is start_server, shutdown_server, reboot_server or "
                        "stop_server."));
}

static enum fault_code save(struct db *db, struct request *rq, enum schedule_act act,
                            struct schedule_saving *w)
{
    w->scope = &rq->who->asker.scope;
    const struct change c = schedule_saved(act, w);
    return change_once(db, rq, &c, NULL);
}

enum fault_code api_schedule_create(struct db *db, struct request *rq)
{
    struct schedule_asked in;
    struct vm vm;
    enum fault_code rc = read_form(rq, &in);
    if (!rc)
        rc = vm_load(db, &rq->who->asker.scope, in.vm_id, &vm);
    if (rc)
        return rc;
    struct schedule_saving w = { .s = { .vm_id = vm.id,
                                        .vm = vm.name,
                                        .account_id = vm.account_id,
                                        .reseller_id = vm.reseller_id } };
    rc = schedule_take_asked(rq->fault, &rq->who->asker, &in, &w.s);
    if (!rc)
        rc = save(db, rq, SCHEDULE_ADD, &w);
    if (!rc && !w.s.id) /* a repeated call */
        return fail(rq->fault, FAULT_CONFLICT, T("This was asked before: the list has it."));
    return rc ? rc : answer(db, rq, w.s.id, 201);
}

static enum fault_code act(struct db *db, struct request *rq, enum schedule_act what)
{
    struct schedule_saving w = { .scope = NULL };
    enum fault_code rc = no_body(rq);
    if (!rc)
        rc = load(db, rq, rq->id[0], &w.s);
    if (!rc && what == SCHEDULE_RESUME)
        rc = schedule_take_next(rq->fault, &w.s);
    return rc ? rc : save(db, rq, what, &w);
}

enum fault_code api_schedule_delete(struct db *db, struct request *rq)
{
    enum fault_code rc = act(db, rq, SCHEDULE_DROP);
    if (!rc)
        rq->status = 204;
    return rc;
}

enum fault_code api_schedule_pause(struct db *db, struct request *rq)
{
    enum fault_code rc = act(db, rq, SCHEDULE_PAUSE);
    return rc ? rc : answer(db, rq, rq->id[0], 200);
}

enum fault_code api_schedule_resume(struct db *db, struct request *rq)
{
    enum fault_code rc = act(db, rq, SCHEDULE_RESUME);
    return rc ? rc : answer(db, rq, rq->id[0], 200);
}

enum fault_code api_schedule_run(struct db *db, struct request *rq)
{
    enum fault_code rc = act(db, rq, SCHEDULE_RUN);
    if (!rc)
        poke_taskd(web_of(rq)->conf);
    return rc ? rc : answer(db, rq, rq->id[0], 200);
}
