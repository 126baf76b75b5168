/* SPDX-License-Identifier: Apache-2.0 */
/* A wish for a task's end is a mark on its row; keeper and worker look at it. */
#include "kind/task.h"
#include "base/words.h"
#include "kind/bulk.h"
#include "kind/change.h"
#include "kind/vm.h"

static bool is_staff(const struct scope *who)
{
    return who->account == SCOPE_ANY;
}

const char *task_cancel_refuses(const struct task *t, const struct scope *who)
{
    const struct kind *k = kind_find(t->kind);
    bool begun = t->step_no > 0 || t->state == TASK_RUNNING;
    if (t->state >= TASK_DONE)
        return T("It has ended.");
    if (t->undoing)
        return T("It is being undone already.");
    if (t->cancel)
        return T("It is being cancelled already.");
    if (!k || k->cancel == CANCEL_NOBODY)
        return T("A task of this kind cannot be cancelled.");
    if (k->cancel == CANCEL_STAFF && !is_staff(who))
        return T("Your provider alone can cancel it.");
    if (begun && !k->midway)
        return T("It has begun, and is finished faster than it could be undone.");
    return NULL;
}

/* What its children are; NULL: that cannot be read. */
static const struct kind *child_kind(struct arena *a, const struct task *t)
{
    struct fault unread;
    struct bulk_args args;
    return bulk_args_read(&unread, a, t->args, &args) ? NULL : kind_find(args.kind);
}

enum permission task_permission(struct arena *a, const struct task *t)
{
    const struct kind *k = kind_find(t->kind);
    if (k && k->gathers)
        k = child_kind(a, t);
    return k ? k->permission : PERM_TASK_HOLD;
}

/* Of those that have begun and are sooner done than undone nobody says that they will be undone. */
static enum fault_code cancel_children(struct db *db, const struct task *t, const char *by)
{
    const struct kind *k = child_kind(db->arena, t);
    return task_cancel_children(db, t->id, k && k->midway, by);
}

struct cancelling {
    const struct asker *who;
    int64_t id;
};

static enum fault_code cancel_tx(struct db *db, void *ctx)
{
    const struct cancelling *c = ctx;
    struct task t;
    enum fault_code rc = task_load(db, &c->who->scope, c->id, &t);
    if (rc)
        return rc;
    const char *why = task_cancel_refuses(&t, &c->who->scope);
    if (why)
        return fail(db->fault, FAULT_CONFLICT, "%s", why);
    const struct kind *k = kind_find(t.kind);
    bool own = c->who->account_id == t.account_id && !c->who->acting;
    struct change_asked n = { .what = "task_cancel",
                              .object = t.object,
                              .account_id = t.account_id,
                              .reseller_id = t.reseller_id,
                              .of = { .noun = AUDIT_OF_TASK, .id = &t.id },
                              .vm_id = t.vm_id,
                              .task_id = t.id,
                              .own = own };
    rc = audit_look(db, &n.of, &n.before);
    if (rc)
        return rc;
    const char *by = own ? c->who->who : TASK_SUPPORT;
    rc = task_cancel(db, &c->who->scope, t.id, k->midway, by);
    if (rc == FAULT_MISSING) /* it went on since it was read */
        return fail(db->fault, FAULT_CONFLICT, T("It has gone on meanwhile. Look at it again."));
    if (!rc && k->gathers)
        rc = cancel_children(db, &t, by);
    return rc ? rc : change_note(db, c->who, &n);
}

enum fault_code task_cancel_ask(struct db *db, const struct asker *who, int64_t id)
{
    struct cancelling c = { who, id };
    return db_tx(db, cancel_tx, NULL, &c);
}

/* What is asked for by a button on a machine is asked for the same way again. */
const char *task_again_refuses(const struct task *t)
{
    const struct kind *k = kind_find(t->kind);
    if (t->state != TASK_FAILED && t->state != TASK_CANCELLED)
        return T("It has not failed.");
    if (!k || !k->again)
        return T("A task of this kind is not tried again by itself: ask for it anew.");
    if (!k->gathers && !t->vm_there)
        return T("Its machine is gone.");
    return NULL;
}

enum fault_code task_again_ask(struct db *db, const struct asker *who, int64_t id,
                               const struct once *once, struct asked *out)
{
    struct task t;
    enum fault_code rc = task_load(db, &who->scope, id, &t);
    if (rc)
        return rc;
    const char *why = task_again_refuses(&t);
    if (why)
        return fail(db->fault, FAULT_CONFLICT, "%s", why);
    if (kind_find(t.kind)->gathers)
        return bulk_again_ask(db, who, &t, once, out);
    return vm_task_ask(db, who, t.kind, t.vm_id, once, out);
}
