/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a server: power, another name or labels, its end. */
#include "base/poke.h"
#include "kind/change.h"
#include "kind/vm.h"
#include "web/api/api.h"
#include "web/api/handlers.h"

static enum fault_code ask(struct db *db, struct request *rq, const char *kind, int status)
{
    struct once once = gate_once(rq);
    struct asked asked;
    json_t *action = NULL;
    enum fault_code rc = no_body(rq);
    if (!rc)
        rc = vm_task_ask(db, &rq->who->asker, kind, rq->id[0], &once, &asked);
    if (rc)
        return rc;
    if (rq->who->asker.plan)
        return answer_plan(rq);
    poke_taskd(web_of(rq)->conf);
    rc = action_of(db, rq, asked.task_id, &action);
    if (!rc)
        answer_one(rq, status, "action", action);
    return rc;
}

enum fault_code api_server_poweron(struct db *db, struct request *rq)
{
    return ask(db, rq, "vm_start", 201);
}

enum fault_code api_server_poweroff(struct db *db, struct request *rq)
{
    return ask(db, rq, "vm_stop", 201);
}

enum fault_code api_server_shutdown(struct db *db, struct request *rq)
{
    return ask(db, rq, "vm_shutdown", 201);
}

enum fault_code api_server_reboot(struct db *db, struct request *rq)
{
    return ask(db, rq, "vm_reboot", 201);
}

enum fault_code api_server_delete(struct db *db, struct request *rq)
{
    return ask(db, rq, "vm_delete", 200);
}

/* --- another name, other labels --- */

struct renaming {
    const struct asker *who;
    struct change *change; /* its object: the machine's name */
    int64_t id;
    const char *name;   /* NULL: as it is */
    const char *labels; /* likewise */
};

static enum fault_code rename_tx(struct db *db, void *ctx)
{
    const struct renaming *r = ctx;
    struct vm vm;
    enum fault_code rc = vm_lock(db, &r->who->scope, r->id, &vm);
    if (rc)
        return rc;
    r->change->object = r->name ? r->name : vm.name;
    rc = vm_rename(db, &r->who->scope, r->id, r->change->object, r->labels ? r->labels : vm.labels);
    return rc ? rc : vm_check_labels(db, &r->who->scope, r->id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct renaming *r = ctx;
    return change_make(db, r->who, r->change);
}

struct name_form {
    const char *name;
};
static const struct field name_form[] = {
    TEXT(struct name_form, name, .min = 1, .max = 63, .check = check_hostname),
    FIELDS_END,
};

static enum fault_code read_change(struct request *rq, struct renaming *c)
{
    struct name_form form = { NULL };
    json_t *labels = json_object_get(rq->sent, "labels");
    if (labels && !json_is_null(labels)) {
        const char *wrong = labels_check(rq->arena, labels, &c->labels);
        if (wrong)
            input_error(&rq->errors, "labels", wrong);
    }
    (void)json_object_del(rq->sent, "labels");
    OWNED(input_drop_json) json_t *sent = rq->sent ? json_incref(rq->sent) : json_object();
    enum fault_code rc = input_from_json(rq->fault, rq->arena, name_form, sent, &form, &rq->errors);
    c->name = form.name;
    return rc;
}

enum fault_code api_server_update(struct db *db, struct request *rq)
{
    struct renaming c = { .who = &rq->who->asker, .id = rq->id[0] };
    struct change change = { .what = "vm_rename",
                             .of = { .noun = AUDIT_OF_VM, .id = &c.id },
                             .vm_id = c.id,
                             .fn = rename_tx,
                             .ctx = &c };
    c.change = &change;
    json_t *server = NULL;
    enum fault_code rc = read_change(rq, &c);
    if (!rc)
        rc = db_tx(db, change_tx, NULL, &c);
    if (!rc)
        rc = server_load(db, rq, c.id, &server);
    if (!rc)
        answer_one(rq, 200, "server", server);
    return rc;
}
