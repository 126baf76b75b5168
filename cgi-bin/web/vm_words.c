/* SPDX-License-Identifier: Apache-2.0 */
#include "web/vm_words.h"
#include "base/words.h"

struct vm_work vm_work_of(struct arena *a, const struct vm *vm)
{
    struct vm_work w = { .busy = vm->task_id != 0, .words = "", .step_words = "" };
    const struct kind *k = w.busy && vm->task_kind ? kind_find(vm->task_kind) : NULL;
    if (!k)
        return w;
    w.words = tr(k->busy_words);
    int64_t steps = kind_step_count(k);
    w.step_words =
        vm->step_no >= 1 && vm->step_no <= steps
            ? arena_printf(a, tr("%s · step %lld of %lld"), tr(k->steps[vm->step_no - 1].words),
                           (long long)vm->step_no, (long long)steps)
            : tr("In the queue");
    return w;
}

/* Steps without an undoing, such as a button that was pressed, may show their effect yet. */
static const char *after_cancel(const struct task *t, const struct kind *k)
{
    switch (k->busy) {
    case BUSY_NOT: return "";
    case BUSY_CREATING:
        return tr("Nothing of the machine is left: its name, addresses and place are free again.");
    case BUSY_DELETING: return tr("The machine stays as it is.");
    case BUSY_STARTING:
    case BUSY_STOPPING:
    case BUSY_RESTARTING:
        return t->step_no ? tr("The machine may still follow what it was told before.")
                          : tr("The machine was not touched.");
    }
    bug("kind %s makes something else of a machine", k->name);
}

const char *vm_what_next(const struct task *t, const struct kind *k)
{
    if (t->state == TASK_CANCELLED)
        return after_cancel(t, k);
    if (t->state != TASK_FAILED)
        return tr("What was done is being undone.");
    switch (k->busy) {
    case BUSY_NOT: return "";
    case BUSY_CREATING:
        return tr("Nothing was left behind. Delete the machine and create it anew.");
    case BUSY_DELETING: return tr("Delete it once more.");
    case BUSY_STARTING:
    case BUSY_STOPPING:
    case BUSY_RESTARTING: return tr("The machine is as it was. Try again.");
    }
    bug("kind %s makes something else of a machine", k->name);
}

struct vm_why vm_why(const struct db *db, const struct request *rq, const struct vm *vm)
{
    struct task t;
    bool provider = web_of(rq)->face == WEB_ADMIN;
    struct vm_why why = { .words = "", .code = "", .what_next = "" };
    if (vm->suspended)
        why.words = provider ? tr("The machine is suspended.")
                             : tr("The machine is suspended. Ask your provider.");
    else if (vm->state == VM_UNKNOWN) {
        why.words = provider ? arena_printf(rq->arena, tr("Node %s does not answer."), vm->node)
                             : tr("The host of this machine does not answer.");
        why.what_next = tr("What ran there may well run on. Buttons work again when it answers.");
        return why;
    }
    if (!vm->failed_task_id)
        return why;
    if (task_load(db, &rq->who->asker.scope, vm->failed_task_id, &t)) {
        fault_clear(rq->fault); /* the machine is shown without */
        return why;
    }
    why.words = task_why(rq->arena, &t, provider);
    why.code = t.error_code;
    why.task_id = vm->failed_task_id;
    const struct kind *k = kind_find(t.kind);
    if (k)
        why.what_next = vm_what_next(&t, k);
    return why;
}
