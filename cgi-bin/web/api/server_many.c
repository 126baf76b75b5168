/* SPDX-License-Identifier: Apache-2.0 */
/* The same of many servers in one call: one action whose children are theirs (docs/actions.md). */
#include "base/poke.h"
#include "kind/bulk.h"
#include "web/api/api.h"
#include "web/api/handlers.h"

struct many {
    struct ids ids;
    const char *filter;
    int64_t confirm;
};
#define WHICH                                                                                      \
    IDS(struct many, ids), TEXT(struct many, filter, .max = LIST_FILTER_MAX)
static const struct field power_form[] = { WHICH, FIELDS_END };
static const struct field delete_form[] = {
    WHICH,
    I64(struct many, confirm, .required = true, .min = 1, .max = BULK_MOST),
    FIELDS_END,
};

static enum fault_code read_form(struct request *rq, const struct field *form, struct many *out)
{
    *out = (struct many){ .filter = NULL };
    OWNED(input_drop_json) json_t *sent = rq->sent ? json_incref(rq->sent) : json_object();
    enum fault_code rc = input_from_json(rq->fault, rq->arena, form, sent, out, &rq->errors);
    if (!rc && (out->ids.count > 0) == (out->filter != NULL))
        return fail_field(rq->fault, FAULT_INVALID, "ids",
                          T("Name servers either by ids or by a filter; an empty filter is all."));
    return rc;
}

static enum fault_code ask(struct db *db, struct request *rq, enum bulk_act act)
{
    struct many in;
    struct asked asked;
    json_t *action = NULL;
    struct once once = gate_once(rq);
    enum fault_code rc = read_form(rq, act == BULK_DELETE ? delete_form : power_form, &in);
    if (rc)
        return rc;
    const struct bulk_new wish = {
        .act = act, .ids = in.ids, .filter = in.filter, .confirmed = in.confirm
    };
    rc = bulk_ask(db, &rq->who->asker, &wish, &once, &asked);
    if (rc)
        return rc;
    if (rq->who->asker.plan)
        return answer_plan(rq);
    poke_taskd(web_of(rq)->conf);
    rc = action_of(db, rq, asked.task_id, &action);
    if (!rc)
        answer_one(rq, 201, "action", action);
    return rc;
}

enum fault_code api_servers_poweron(struct db *db, struct request *rq)
{
    return ask(db, rq, BULK_START);
}

enum fault_code api_servers_poweroff(struct db *db, struct request *rq)
{
    return ask(db, rq, BULK_STOP);
}

enum fault_code api_servers_shutdown(struct db *db, struct request *rq)
{
    return ask(db, rq, BULK_SHUTDOWN);
}

enum fault_code api_servers_reboot(struct db *db, struct request *rq)
{
    return ask(db, rq, BULK_REBOOT);
}

enum fault_code api_servers_delete(struct db *db, struct request *rq)
{
    return ask(db, rq, BULK_DELETE);
}
